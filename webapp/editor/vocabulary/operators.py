"""Operators of conditions: which of the events?"""

from typing import Final, get_args

from schemas.definitions import Operator

OPERATORS: Final = {
    "eq": "is",
    "ne": "is not",
    "in": "is one of",
    "not_in": "is none of",
    "prefix": "begins with",
    "gt": "is more than",
    "lt": "is less than",
    "exists": "is given",
}
NUMERIC: Final = frozenset({"gt", "lt"})


def offered_operators() -> dict[str, str]:
    return {k: v for k, v in OPERATORS.items() if k in get_args(Operator)}
