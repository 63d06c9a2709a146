"""The salts of the days to come, in memory: written by the thread that reads topic `salts`, used by the
loop's.
"""

import logging
from typing import Final

from collector.days import DAY_MS, utc_day
from schemas.keyring import Keyring, KeyringError
from schemas.records.salts import Salt

log = logging.getLogger(__name__)

SALT_BYTES: Final = 32
# The loop may be about to use yesterday's for a request that it took a moment ago.
_KEPT_MS: Final = 60_000


class Salts:
    """One salt a day: of several records that open the first counts, so that all collectors agree."""

    def __init__(self, ring: Keyring) -> None:
        self._ring = ring
        self._salts: dict[str, bytes] = {}

    def put(self, record: Salt) -> None:
        """Take over a record, in the topic's order."""
        if record.day in self._salts:
            return
        try:
            salt = self._ring.decrypt(record.salt)
        except KeyringError:
            log.error(
                "a salt cannot be decrypted: TALLY_INGEST_KEYS lacks its key",
                extra={"day": record.day},
            )
            return
        if len(salt) == SALT_BYTES:
            self._salts[record.day] = salt

    def at(self, now_ms: int) -> tuple[str, bytes] | None:
        """The day and its salt; None while there is none: visitors are not told apart then."""
        day = utc_day(now_ms)
        salt = self._salts.get(day)
        return None if salt is None else (day, salt)

    def days(self) -> frozenset[str]:
        """The days that have one."""
        return frozenset(self._salts)

    def forget(self, now_ms: int) -> None:
        """Drop the salts of days that are over."""
        today = utc_day(now_ms - _KEPT_MS)
        for day in [day for day in self._salts if day < today]:
            del self._salts[day]

    def ahead(self, now_ms: int) -> int:
        """For how many days from today on, without a gap, there is a salt."""
        days = 0
        while self.at(now_ms + days * DAY_MS):
            days += 1
        return days
