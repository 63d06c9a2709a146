"""E-mail addresses: one spelling each, bounded; whether one works only a message can tell."""

import re
from typing import Final

MAX_LENGTH: Final = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets

# No more than catches slips: RFC 5321 allows much that nobody has.
_ATOM: Final = r"[^\s@<>()\[\],;:\"\\.]+"
_ADDRESS: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_ATOM}(\.{_ATOM})*")


def normalised(text: str) -> str | None:
    """The address in lower case without spaces around it; None for what cannot be one."""
    address = text.strip().lower()
    if len(address) > MAX_LENGTH or not address.isprintable() or not _ADDRESS.fullmatch(address):
        return None
    return address
