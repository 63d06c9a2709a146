from array import array
from collections.abc import Iterable
from hashlib import blake2b
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.core.seen_ids import REMEMBERED, SeenIds, hash_of

STEPS = st.sampled_from([0, 0, 0, 1, 2, 4, 5, 26, 27, 31, 32, 33, 64, 144])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(STEPS, st.integers(0, 40)), max_size=200))
def test_an_id_is_seen_for_27_buckets_and_no_longer(calls: list[tuple[int, int]]) -> None:
    ids, model, bucket = SeenIds(), dict[int, int](), 1_000
    for step, number in calls:
        bucket += step
        hashed = hash_of("project", f"id-{number}")
        expected = number in model and bucket - model[number] < REMEMBERED
        model[number] = bucket
        assert ids.see(hashed, bucket) is expected


def packed(project_id: str, numbers: Iterable[int]) -> bytes:
    return array("Q", [hash_of(project_id, f"id-{number}") for number in numbers]).tobytes()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(STEPS, st.lists(st.integers(0, 60), max_size=60)), max_size=12),
    st.lists(st.tuples(STEPS, st.integers(0, 60)), max_size=60),
    st.randoms(use_true_random=False),
)
def test_loading_is_the_same_as_seeing_one_by_one(
    stored: list[tuple[int, list[int]]], asked: list[tuple[int, int]], random: Random
) -> None:
    loaded, seen, bucket = SeenIds(), SeenIds(), 1_000
    records = []
    for step, numbers in stored:
        bucket += step
        records.append((bucket, packed("project", numbers)))
        for number in numbers:
            seen.see(hash_of("project", f"id-{number}"), bucket)
    random.shuffle(records)
    loaded.load(records, bucket)
    for step, number in asked:
        bucket += step
        hashed = hash_of("project", f"id-{number}")
        assert loaded.see(hashed, bucket) is seen.see(hashed, bucket)


def test_loaded_ids_are_found_in_tables_of_any_size() -> None:
    for count in (1, 2, 15, 16, 700, 30_000):
        ids = SeenIds()
        ids.load([(7, packed("project", range(count)))], 8)
        assert len(ids) == count
        assert all(ids.see(hash_of("project", f"id-{number}"), 8) for number in range(count))
        assert not any(ids.see(hash_of("other", f"id-{number}"), 8) for number in range(count))


def test_an_id_takes_at_most_24_bytes() -> None:
    ids = SeenIds()
    for number in range(200_000):
        ids.see(hash_of("project", str(number)), 7)
    assert len(ids) == 200_000
    assert ids.bytes() / len(ids) <= 24
    loaded = SeenIds()
    stored = [(b, packed(str(b), range(8_000))) for b in range(7, 34)]
    loaded.load(stored, 34)
    assert len(loaded) == 26 * 8_000
    assert loaded.bytes() / len(loaded) <= 24


def test_the_same_id_of_two_projects_is_two_ids() -> None:
    assert hash_of("one", "id") != hash_of("two", "id")


def test_the_hash_is_the_one_that_state_holds() -> None:
    plain = blake2b(b"0123456789abcdefghijkl", digest_size=8, key=b"project").digest()
    assert hash_of("project", "0123456789abcdefghijkl") == int.from_bytes(plain, "little")
