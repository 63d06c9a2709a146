"""Salts in memory: the first that opens counts, and only for its day."""

import pytest

from collector.days import DAY_MS
from collector.salts import Salts
from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret
from schemas.records.salts import Salt
from tests.collector.samples import NOW_MS, RING

TODAY, TOMORROW = "2026-11-24", "2026-11-25"
FOREIGN = Keyring(Secret(new_key()), "TALLY_INGEST_KEYS").encrypt(b"f" * 32)


def salt(day: str, letter: str = "s") -> Salt:
    return Salt(day, RING.encrypt(letter.encode() * 32))


def salts(*records: Salt) -> Salts:
    made = Salts(RING)
    for record in records:
        made.put(record)
    return made


def test_a_salt_counts_on_its_day() -> None:
    held = salts(salt(TODAY, "a"), salt(TOMORROW, "b"))
    assert held.at(NOW_MS) == (TODAY, b"a" * 32)
    assert held.at(NOW_MS + DAY_MS - 1) == (TODAY, b"a" * 32)
    assert held.at(NOW_MS + DAY_MS) == (TOMORROW, b"b" * 32)
    assert held.at(NOW_MS - 1) is None


def test_of_several_for_one_day_the_first_that_opens_counts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    held = salts(Salt(TODAY, FOREIGN), salt(TODAY, "a"), salt(TODAY, "b"))
    assert held.at(NOW_MS) == (TODAY, b"a" * 32)
    assert "a salt cannot be decrypted" in caplog.text


def test_a_salt_of_another_length_is_none() -> None:
    assert salts(Salt(TODAY, RING.encrypt(b"short"))).at(NOW_MS) is None


def test_the_past_is_forgotten_a_minute_after_midnight() -> None:
    held = salts(salt("2026-11-22"), salt("2026-11-23"), salt(TODAY))
    held.forget(NOW_MS)
    assert held.days() == {"2026-11-23", TODAY}
    held.forget(NOW_MS + 60_000)
    assert held.days() == {TODAY}


def test_the_days_ahead_are_counted_up_to_the_first_gap() -> None:
    assert salts().ahead(NOW_MS) == 0
    assert salts(salt(TOMORROW)).ahead(NOW_MS) == 0
    assert salts(salt(TODAY), salt(TOMORROW), salt("2026-11-27")).ahead(NOW_MS) == 2
