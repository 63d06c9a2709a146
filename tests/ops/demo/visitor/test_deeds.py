"""What visitors do besides looking: the shop's own buttons and forms, with the trigger ids of the script."""

import json
import random

import msgspec

from codegen.golden import ENDPOINT, TOKEN
from codegen.snippet import snippet
from ops.demo.app import Request, Shop
from ops.demo.layout import Carries
from ops.demo.visitor.deeds import ADD, Deeds, do
from ops.demo.visitor.page import Found, find
from ops.demo.visitor.people import draw
from ops.demo.visitor.tracker import View, beacon, read
from schemas.beacon import WireBeacon
from schemas.triggers import Click, ScrollDepth, trigger_id
from webapp.seed import demo

SHOP = Shop(Carries("http://127.0.0.1:8001", "demo-shop"), lambda: 10_482)
URL = "http://127.0.0.1:8002"
TRIGGERS = [t for definition in demo.DEFINITIONS for t in definition.triggers]
TRACKED = read(snippet(ENDPOINT, TOKEN, TRIGGERS).javascript)


def _found(path: str, cart: str = "") -> Found:
    return find(URL + path, SHOP.respond(Request("GET", path, cart)).body.decode())


def _all(found: Found) -> list[Deeds]:
    return [do(found, TRACKED, random.Random(seed)) for seed in range(200)]


def test_the_script_names_what_it_watches_for() -> None:
    assert TRACKED.clicks == ((ADD, trigger_id(Click(ADD))),)
    assert TRACKED.scrolls == (((25, 50, 75, 90), trigger_id(ScrollDepth())),)


def test_the_button_of_a_product_is_pressed_and_its_form_sent() -> None:
    deeds = [deed for deed in _all(_found("/larder/fig-and-walnut-jam")) if deed.action]
    assert 20 < len(deeds) < 150
    assert {(d.action, d.fields["more"]) for d in deeds} == {("/cart", "fig-and-walnut-jam")}
    click = {"name": "click", "triggers": [trigger_id(Click(ADD))]}
    assert all(deed.events[-1] == click for deed in deeds)


def test_an_order_says_what_it_is_worth() -> None:
    deeds = [d for d in _all(_found("/cart", "fig-and-walnut-jam.2")) if d.action == "/orders"]
    assert deeds
    worth = {deed.events[-1]["value"] for deed in deeds}
    assert worth == {18}
    assert not [deed for deed in _all(_found("/cart")) if deed.action]


def test_pages_are_read_from_the_top_down() -> None:
    reached = [[event["value"] for event in deed.events] for deed in _all(_found("/about"))]
    assert {tuple(values) for values in reached} == {
        (),
        (25,),
        (25, 50),
        (25, 50, 75),
        (25, 50, 75, 90),
    }


def test_what_was_done_goes_with_the_view_as_the_wire_wants_it() -> None:
    dice = random.Random(1)
    for deed in _all(_found("/larder/fig-and-walnut-jam")):
        made = beacon(draw(dice), View(URL, ""), TOKEN, dice, deed.events)
        events = msgspec.json.decode(json.dumps(made), type=WireBeacon).events
        assert [event.name for event in events][:1] == ["page_view"]
        assert len(events) == 1 + len(deed.events)
