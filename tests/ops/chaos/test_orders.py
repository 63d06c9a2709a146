from pathlib import Path

from ops.chaos.orders import POINTS, Orders


def test_a_member_dies_once_and_only_at_the_point_it_was_told(tmp_path: Path) -> None:
    told = Orders(tmp_path, "aggregator-1")
    told.die(POINTS[1])
    assert [told.must_die(point) for point in POINTS] == [False, True, False]
    assert told.has_died()
    assert not told.must_die(POINTS[1])
    told.die(POINTS[0])
    assert not told.has_died()


def test_an_order_is_for_one_slot_and_can_be_withdrawn(tmp_path: Path) -> None:
    told, other = Orders(tmp_path, "aggregator-1"), Orders(tmp_path, "aggregator-2")
    told.die(POINTS[0])
    told.hold()
    assert (other.must_die(POINTS[0]), other.is_held(), told.is_held()) == (False, False, True)
    told.withdraw()
    told.release()
    assert (told.must_die(POINTS[0]), told.is_held()) == (False, False)
