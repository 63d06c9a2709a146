import json
import random

import msgspec
import pytest

from codegen.golden import ENDPOINT, TOKEN
from codegen.snippet import snippet
from ops.demo.visitor.people import draw
from ops.demo.visitor.tracker import NoTracker, Tracker, View, beacon, read
from schemas.beacon import WireBeacon


def test_the_generated_script_gives_endpoint_and_token() -> None:
    assert read(snippet(ENDPOINT, TOKEN, []).javascript) == Tracker(ENDPOINT, TOKEN)


@pytest.mark.parametrize("script", ["", "not found", '({"url":"https://x/"})', '({"token":"t"})'])
def test_another_script_is_refused(script: str) -> None:
    with pytest.raises(NoTracker):
        read(script)


def test_a_beacon_is_one_view_as_the_wire_wants_it() -> None:
    dice = random.Random(1)
    person = draw(dice)
    view = View("http://127.0.0.1:8002/lamps", "https://www.google.com/")
    made = beacon(person, view, TOKEN, dice)
    decoded = msgspec.json.decode(json.dumps(made), type=WireBeacon)
    assert [event.name for event in decoded.events] == ["page_view"]
    assert decoded.page is not None
    assert (decoded.page.url, decoded.page.referrer) == (view.url, view.referrer)
    assert decoded.page.timezone == person.timezone
    assert decoded.token == TOKEN
    assert made["id"] != beacon(person, view, TOKEN, dice)["id"]
