from ops.chaos.faults import VICTIMS, milestones, plan


def test_everybody_is_killed_equally_often_in_an_order_that_the_seed_decides() -> None:
    victims = plan(1, VICTIMS, 5)
    assert {victim: victims.count(victim) for victim in VICTIMS} == dict.fromkeys(VICTIMS, 5)
    assert victims == plan(1, VICTIMS, 5)
    assert victims != plan(2, VICTIMS, 5)


def test_nobody_is_killed_again_before_all_others_were_in_their_turn() -> None:
    victims = plan(7, VICTIMS, 5)
    rounds = [set(victims[n : n + 4]) for n in range(0, 20, 4)]
    assert rounds == [set(VICTIMS)] * 5


def test_each_kill_falls_into_the_middle_of_beacons_that_are_kept_for_it() -> None:
    assert list(milestones(100, 4)) == [(12, 25), (37, 50), (62, 75), (87, 100)]
    assert list(milestones(100, 0)) == []
