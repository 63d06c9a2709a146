"""JSON as everybody reads it the same (RFC 8259, I-JSON RFC 7493), and as every database can keep it."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from flask.json.provider import DefaultJSONProvider

# PostgreSQL takes no NUL in text; half of a surrogate pair is not Unicode at all.
_UNKEPT: Final = re.compile("[\0\ud800-\udfff]")


class StrictJson(DefaultJSONProvider):
    """Flask's JSON without NaN and infinity, and without text that nothing can store."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """What `s` says. Raises ValueError, which answers 400."""
        try:
            value = json.loads(s, parse_constant=_refuse)
            for text in _texts(value):
                if _UNKEPT.search(text):
                    raise ValueError("a text holds NUL or half of a surrogate pair")
        except RecursionError:
            raise ValueError("nested too deeply") from None
        return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)
