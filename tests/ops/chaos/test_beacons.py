import json

from ops.chaos.beacons import BOT, PATHS, beacons
from ops.chaos.sites import Site

SITES = (
    Site("shop", 0, "https://shop.test", "the-token"),
    Site("blog", 1, "https://blog.test", "another-token"),
)


def test_the_same_seed_gives_the_same_beacons_and_another_seed_others() -> None:
    first = list(beacons(1, 500, SITES))
    assert first == list(beacons(1, 500, SITES))
    assert {b.id for b in first} & {b.id for b in beacons(2, 500, SITES)} == set()
    assert len({beacon.id for beacon in first}) == 500


def test_a_beacon_says_on_the_wire_what_it_has_to_count_for() -> None:
    sent = list(beacons(1, 500, SITES))
    sites = {site.project: site for site in SITES}
    assert {beacon.path for beacon in sent} == set(PATHS)
    assert {beacon.project for beacon in sent} == set(sites)
    assert any(beacon.is_bot and beacon.user_agent == BOT for beacon in sent)
    for beacon in sent:
        body, site = json.loads(beacon.body), sites[beacon.project]
        assert (body["id"], body["token"]) == (beacon.id, site.token)
        assert body["page"]["url"] == site.origin + beacon.path
        assert len(body["events"]) == beacon.events
        names = [event["name"] for event in body["events"]]
        assert (names.count("page_view"), names.count("order_placed")) == (1, beacon.orders)
