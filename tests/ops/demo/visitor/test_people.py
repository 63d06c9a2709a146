import random
from zoneinfo import ZoneInfo

import ua_parser

from ops.demo.visitor.people import BROWSERS, draw


def test_every_browser_is_known_and_none_is_a_bot() -> None:
    families = set()
    for browser in BROWSERS:
        parsed = ua_parser.parse(browser.user_agent).with_defaults()
        assert parsed.device.family != "Spider"
        families.add(parsed.user_agent.family)
    assert families >= {"Chrome", "Chrome Mobile", "Safari", "Mobile Safari", "Firefox", "Edge"}
    assert "Other" not in families


def test_equal_dice_give_equal_people_with_real_time_zones() -> None:
    people = [draw(dice) for dice in [random.Random(7)] * 100]
    again = [draw(dice) for dice in [random.Random(7)] * 100]
    assert people == again
    assert len({person.user_agent for person in people}) > 5
    assert all(ZoneInfo(person.timezone) for person in people)
