"""Which of a project's metrics counts its page views?"""

from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Click, PageView
from webapp.charts.queries import Place, Subject
from webapp.overview.subject import page_views

PLACE = Place("acme", "shop")
PATH = Label("page", "path")


def _counter(name: str = "views_total", **more: object) -> Definition:
    fields = {"help": "", "triggers": (PageView(),), "labels": (PATH, Label("browser", "browser"))}
    return Definition(name, "counter", **{**fields, **more})  # type: ignore[arg-type]


def test_it_is_the_counter_of_all_page_views_by_path_whatever_its_labels_are_called() -> None:
    found = page_views([_counter()], PLACE)
    assert found is not None
    assert found.subject == Subject("acme", "shop", "views_total")
    assert (found.path, found.splits) == ("page", ("page", "browser"))


def test_one_that_counts_some_views_or_more_than_views_is_another_metric() -> None:
    others = [
        _counter("a_total", where=(Condition("plan", "exists"),)),
        _counter("b_total", triggers=(PageView(), Click("a"))),
        _counter("c_total", value="event"),
        _counter("d_total", labels=(Label("browser", "browser"),)),
        Definition("e", "gauge", "", (PageView(),), (PATH,)),
    ]
    assert page_views(others, PLACE) is None
    assert page_views([*others, _counter()], PLACE) is not None
