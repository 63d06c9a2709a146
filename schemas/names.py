"""Names that senders choose, most of which have been seen before: of events and of their properties."""

import re
from collections.abc import Collection
from typing import Final

MAX_NAME: Final = 64
MAX_REMEMBERED: Final = 8_192

# `$` alone also matches before a final newline; the look-ahead closes that, in ECMA 262 as in Python.
EVENT_NAME: Final = r"^[a-z][a-z0-9_.]{0,63}$(?!\n)"
PROPERTY_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Names:
    """All texts that match a pattern; those that came before, up to a bound, are known again at once."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        self._pattern = pattern
        self._known: set[str] = set()

    def hold(self, names: Collection[str]) -> bool:
        """Whether each of `names` is one."""
        return self._known.issuperset(names) or all(map(self._is_name, names))

    def _is_name(self, name: str) -> bool:
        if name in self._known:
            return True
        if len(name) > MAX_NAME or not self._pattern.fullmatch(name):
            return False
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known.add(name)
        return True


EVENT_NAMES: Final = Names(re.compile(EVENT_NAME))
PROPERTY_NAMES: Final = Names(PROPERTY_NAME)
