from ops.chaos.pushgateway import found

SHOWN = """\
# TYPE shop_test_page_views_total counter
shop_test_page_views_total{browser="Firefox",instance="",job="tallylight",path="/",project="shop-test"} 3
shop_test_page_views_total{browser="Edge",instance="",job="tallylight",path="/",project="shop-test"} 4
shop_test_tally_ledger_events_total{instance="",job="tallylight",key="k",project="shop-test",result="bot"} 2
other_page_views_total{instance="",job="tallylight",path="/",project="other"} 9
push_time_seconds{instance="",job="tallylight",project="shop-test"} 1.7e+09
"""


def test_totals_are_read_from_the_projects_own_names_alone() -> None:
    sums = found(SHOWN, ["shop-test"])
    assert dict(sums.views) == {("shop-test", "/"): 7}
    assert dict(sums.events) == {("shop-test", "bot"): 2}
