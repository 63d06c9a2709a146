"""What an owner types about a key becomes a key, or is said to be wrong field by field."""

from datetime import UTC, datetime

import pytest

from tests.webapp.rows import NOON
from webapp.keys.asked import MAX_RATE, KeyRefused, origins_of, wanted
from webapp.keys.create import RateLimit, Wanted
from webapp.keys.origins import MAX_ORIGINS, OriginRefused

BOTH = ("ingest:browser", "ingest:server")


def test_a_whole_form_becomes_a_key() -> None:
    given = {
        "name": " Website ",
        "origins": "shop.test\r\n\r\nhttps://Blog.shop.test/\nhttps://shop.test",
        "expires": "2026-11-30",
        "rate": "50",
        "burst": "100",
    }
    assert wanted(given, BOTH, NOON) == Wanted(
        "Website",
        list(BOTH),
        ["https://shop.test", "https://blog.shop.test"],
        RateLimit(50, 100),
        datetime(2026, 12, 1, tzinfo=UTC),
    )


def test_only_a_name_and_a_scope_are_needed_and_unknown_scopes_are_not_kept() -> None:
    assert wanted({"name": "Job"}, ["ingest:server", "everything"], NOON) == Wanted(
        "Job", ["ingest:server"], ()
    )


def test_all_faults_are_told_at_once() -> None:
    given = {"name": "\u202e", "origins": "ftp://x", "expires": "tomorrow", "rate": "-1"}
    with pytest.raises(KeyRefused) as refused:
        wanted(given, ["root"], NOON)
    assert refused.value.faults.keys() == {"name", "scopes", "origins", "expires", "rate"}


@pytest.mark.parametrize("day", ["2026-11-22", "2036-12-01", "0001-01-01", "31.12.2026"])
def test_a_last_day_that_is_over_or_far_away_is_refused(day: str) -> None:
    with pytest.raises(KeyRefused, match="expires"):
        wanted({"name": "Job", "expires": day}, BOTH, NOON)


def test_today_is_a_last_day() -> None:
    made = wanted({"name": "Job", "expires": "2026-11-23"}, BOTH, NOON)
    assert made.expires_at == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rate", "burst"),
    [("0", ""), ("", "5"), ("1.5", ""), ("٣", ""), (str(MAX_RATE + 1), ""), ("1" * 5_000, "")],
)
def test_a_rate_that_is_no_whole_number_in_bounds_is_refused(rate: str, burst: str) -> None:
    with pytest.raises(KeyRefused, match="rate"):
        wanted({"name": "Job", "rate": rate, "burst": burst}, BOTH, NOON)


def test_without_a_burst_it_is_a_seconds_worth() -> None:
    assert wanted({"name": "Job", "rate": "7"}, BOTH, NOON).rate_limit == RateLimit(7, 7)


def test_the_line_that_is_no_origin_is_named() -> None:
    with pytest.raises(OriginRefused, match="Line 3: "):
        origins_of("shop.test\n\nnot an address")


def test_the_number_of_origins_is_bounded() -> None:
    lines = [f"{n}.shop.test" for n in range(MAX_ORIGINS + 1)]
    assert len(origins_of("\n".join(lines[1:]))) == MAX_ORIGINS
    with pytest.raises(OriginRefused, match="At most"):
        origins_of("\n".join(lines))
