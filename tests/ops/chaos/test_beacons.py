import json

from ops.chaos.beacons import BOT, PATHS, beacons

SITE = "http://shop.test"


def test_the_same_seed_gives_the_same_beacons_and_another_seed_others() -> None:
    first = list(beacons(1, 500, "t", SITE))
    assert first == list(beacons(1, 500, "t", SITE))
    assert {b.id for b in first} & {b.id for b in beacons(2, 500, "t", SITE)} == set()
    assert len({beacon.id for beacon in first}) == 500


def test_a_beacon_says_on_the_wire_what_it_has_to_count_for() -> None:
    sent = list(beacons(1, 500, "the-token", SITE))
    assert {beacon.path for beacon in sent} == set(PATHS)
    assert any(beacon.is_bot and beacon.user_agent == BOT for beacon in sent)
    for beacon in sent:
        body = json.loads(beacon.body)
        assert (body["id"], body["token"]) == (beacon.id, "the-token")
        assert body["page"]["url"] == SITE + beacon.path
        assert len(body["events"]) == beacon.events
        assert [event["name"] for event in body["events"]].count("page_view") == 1
