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


def test_an_id_takes_at_most_24_bytes() -> None:
    ids = SeenIds()
    for number in range(200_000):
        ids.see(hash_of("project", str(number)), 7)
    assert len(ids) == 200_000
    assert ids.bytes() / len(ids) <= 24


def test_the_same_id_of_two_projects_is_two_ids() -> None:
    assert hash_of("one", "id") != hash_of("two", "id")
