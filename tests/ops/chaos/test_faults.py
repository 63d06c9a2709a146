from itertools import islice

from ops.chaos.faults import SINKS, kinds, milestones, plan, rounds, victims
from ops.chaos.strikes import VICTIMS, Strikes

KILLED = victims("prometheus")
KINDS = list(kinds("prometheus"))


def test_everybody_is_killed_equally_often_in_an_order_that_the_seed_decides() -> None:
    planned = plan(1, KILLED, 5)
    assert {victim: planned.count(victim) for victim in KILLED} == dict.fromkeys(KILLED, 5)
    assert planned == plan(1, KILLED, 5)
    assert planned != plan(2, KILLED, 5)


def test_nobody_is_killed_again_before_all_others_were_in_their_turn() -> None:
    planned = plan(7, KILLED, 5)
    turns = [set(planned[n : n + 5]) for n in range(0, 25, 5)]
    assert turns == [set(KILLED)] * 5


def test_three_rounds_have_every_fault_and_a_seed_has_its_own_order() -> None:
    drawn = [faults for _, faults in islice(rounds(1, KINDS, 4), 6)]
    for three in (drawn[:3], drawn[3:]):
        assert sorted(kind for faults in three for kind in faults) == sorted(KINDS)
    again = [faults for _, faults in islice(rounds(1, KINDS, 4), 6)]
    other = [faults for _, faults in islice(rounds(2, KINDS, 4), 6)]
    assert drawn == again != other


def test_every_round_has_a_seed_of_its_own() -> None:
    seeds = [seed for seed, _ in islice(rounds(1, KINDS, 4), 200)]
    assert seeds[0] == 1
    assert len(set(seeds)) == 200


def test_every_kind_can_be_carried_out() -> None:
    for sink in SINKS:
        others = [kind for kind in kinds(sink) if kind not in VICTIMS]
        assert [kind for kind in others if not hasattr(Strikes, kind)] == []


def test_each_kill_falls_into_the_middle_of_beacons_that_are_kept_for_it() -> None:
    assert list(milestones(100, 4)) == [(12, 25), (37, 50), (62, 75), (87, 100)]
    assert list(milestones(100, 0)) == []
