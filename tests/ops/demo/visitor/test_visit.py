import random

from ops.demo.visitor.visit import begin, go_on

SHOP = "http://127.0.0.1:8002"


def test_a_visit_begins_in_the_shop_and_ends() -> None:
    dice = random.Random(3)
    visit = begin(SHOP + "/", dice)
    assert visit.view.url.startswith(SHOP + "/")
    assert visit.view.referrer == visit.person.referrer
    steps = 0
    while visit := go_on(visit, (SHOP + "/lamps", SHOP + "/cart"), dice):  # type: ignore[assignment]
        steps += 1
        assert steps < 1000


def test_the_next_page_is_another_one_and_remembers_the_last_without_its_query() -> None:
    for seed in range(50):
        dice = random.Random(seed)
        first = begin(SHOP, dice)
        following = go_on(first, (first.view.url, SHOP + "/about"), dice)
        if following:
            assert following.view.url == SHOP + "/about"
            assert following.view.referrer == first.view.url.split("?")[0]
            assert following.person == first.person


def test_a_page_without_links_ends_the_visit() -> None:
    dice = random.Random(0)
    assert go_on(begin(SHOP, dice), (), dice) is None
