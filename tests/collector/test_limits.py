"""Token buckets: what passes, what waits and for how long, and how much memory that takes."""

import tracemalloc

import pytest

from collector.limits import AddressBuckets, Bucket, Limited, Limits, Rate
from tests.collector.samples import NOW_MS

WIDE = Rate(1e9, 1e9)


def waits(limits: Limits, key: str, events: int, now_ms: int, rate: Rate | None = None) -> float:
    """Seconds that a key is told to wait; 0 when its events pass."""
    try:
        limits.take_key(key, rate, events, now_ms)
    except Limited as limited:
        return limited.after
    return 0.0


def test_a_burst_passes_and_then_the_rate() -> None:
    bucket = Bucket(Rate(2, 4))
    assert [bucket.take(1, NOW_MS) for _ in range(6)] == [0, 0, 0, 0, 0.5, 0.5]
    assert bucket.take(1, NOW_MS + 250) == 0.25
    assert bucket.take(1, NOW_MS + 500) == 0
    assert bucket.take(4, NOW_MS + 1_500) == 1
    assert bucket.take(4, NOW_MS + 2_500) == 0


def test_a_refused_beacon_costs_nothing() -> None:
    bucket = Bucket(Rate(1, 2))
    bucket.take(2, NOW_MS)
    for _ in range(100):
        assert bucket.take(1, NOW_MS + 500) == 0.5
    assert bucket.take(1, NOW_MS + 1_000) == 0


def test_more_than_a_burst_passes_a_full_bucket_and_leaves_a_debt() -> None:
    bucket = Bucket(Rate(10, 20))
    assert bucket.take(100, NOW_MS) == 0
    assert bucket.take(1, NOW_MS) == pytest.approx(8.1)
    assert bucket.take(1, NOW_MS + 8_100) == 0


def test_a_clock_that_steps_back_gives_nothing_and_takes_nothing() -> None:
    bucket = Bucket(Rate(1, 2))
    assert bucket.take(2, NOW_MS) == 0
    assert bucket.take(1, NOW_MS - 60_000) == 1
    assert bucket.take(1, NOW_MS - 59_000) == 0


def test_keys_have_buckets_of_their_own_and_their_own_rate() -> None:
    limits = Limits(WIDE, Rate(1, 10))
    assert waits(limits, "a", 10, NOW_MS) == 0
    assert waits(limits, "a", 1, NOW_MS) == 1
    assert waits(limits, "b", 10, NOW_MS) == 0
    assert waits(limits, "c", 10, NOW_MS, Rate(5, 5)) == 0
    assert waits(limits, "c", 1, NOW_MS, Rate(5, 5)) == pytest.approx(1.2)


def test_a_changed_rate_counts_at_once() -> None:
    limits = Limits(WIDE, Rate(1, 1))
    waits(limits, "a", 1, NOW_MS)
    assert waits(limits, "a", 1, NOW_MS) == 1
    assert waits(limits, "a", 50, NOW_MS, Rate(100, 50)) == 0


def test_each_worker_has_its_share() -> None:
    limits = Limits(Rate(10, 8), Rate(10, 8), shares=4)
    assert waits(limits, "a", 2, NOW_MS) == 0
    assert waits(limits, "a", 1, NOW_MS) == 0.4
    for _ in range(2):
        limits.take_address("192.0.2.1", NOW_MS)
    with pytest.raises(Limited, match="rate_limited"):
        limits.take_address("192.0.2.1", NOW_MS)


def test_a_share_lets_one_beacon_pass() -> None:
    assert waits(Limits(WIDE, Rate(1, 2), shares=100), "a", 1, NOW_MS) == 0


def test_addresses_have_buckets_of_their_own() -> None:
    addresses = AddressBuckets(Rate(1, 2))
    assert [addresses.take("192.0.2.1", NOW_MS) for _ in range(3)] == [0, 0, 1]
    assert addresses.take("192.0.2.2", NOW_MS) == 0
    assert addresses.take("192.0.2.1", NOW_MS + 1_000) == 0
    assert addresses.take("192.0.2.1", NOW_MS - 60_000) == 1


def test_what_is_given_back_can_be_taken_again() -> None:
    addresses = AddressBuckets(Rate(1, 1))
    for _ in range(5):
        assert addresses.take("192.0.2.1", NOW_MS) == 0
        addresses.give_back("192.0.2.1")


def test_any_number_of_addresses_takes_the_same_memory() -> None:
    addresses = AddressBuckets(Rate(1, 2))
    tracemalloc.start()
    try:
        for number in range(200_000):
            addresses.take(f"2001:db8::{number:x}", NOW_MS)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 10_000
