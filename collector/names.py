"""Names of properties, most of which have been seen before."""

from functools import lru_cache
from typing import Final

from schemas.beacon import PROPERTY_NAME

# Longer ones are not even asked for, so that what is remembered stays small.
MAX_NAME: Final = 64
_REMEMBERED: Final = 8_192


@lru_cache(_REMEMBERED)
def is_property_name(name: str) -> bool:
    """Whether `name` matches schemas.beacon.PROPERTY_NAME; remembered, since sites repeat theirs."""
    return PROPERTY_NAME.fullmatch(name) is not None
