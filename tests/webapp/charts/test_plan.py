"""What is asked about a metric of each type."""

import re
from typing import get_args

import pytest

from schemas.definitions import Definition, Label, Type
from schemas.triggers import PageView
from webapp.charts.plan import Asked, line_name, plan
from webapp.charts.queries import Subject
from webapp.charts.spans import SPANS

_SELECTOR = re.compile(r"[a-z_]+\{[^}]*\}")


def _asked(kind: str, labels: tuple[Label, ...] = (), **more: object) -> Asked:
    name = "m_total" if kind == "counter" else "m"
    definition = Definition(name, kind, "", (PageView(),), labels)  # type: ignore[arg-type]
    subject = Subject("acme", "shop", name)
    return Asked(subject, definition, SPANS["1h"], 1_795_478_460.0, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", get_args(Type))
@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("labels", [(), (Label("path", "path"),)])
def test_every_type_has_a_plan_whose_selectors_are_the_projects(
    kind: str, restarts: bool, labels: tuple[Label, ...]
) -> None:
    by = "path" if labels and kind == "counter" else ""
    found = plan(_asked(kind, labels, by=by, restarts=restarts))
    asked = [figure.promql for figure in found.figures]
    asked += [*found.lines.values(), found.whole, found.plain, found.seen]
    selectors = [selector for promql in asked for selector in _SELECTOR.findall(promql)]
    assert len(selectors) >= len(found.figures) + len(found.lines)
    assert all('{org="acme",project="shop"' in selector for selector in selectors)
    assert sum(promql.count("{") for promql in asked) == len(selectors)


def test_a_counter_without_a_split_is_one_line_and_has_no_other() -> None:
    found = plan(_asked("counter"))
    assert (list(found.lines), found.whole) == (["all"], "")


def test_a_split_counter_asks_for_the_few_largest_and_shows_how_one_would_write_it() -> None:
    found = plan(_asked("counter", (Label("path", "path"),), by="path"))
    assert "topk(5" in found.lines[""]
    assert found.plain.startswith("sum by (path) (")
    assert "topk" not in found.plain


def test_only_totals_that_began_anew_are_estimated() -> None:
    assert "increase" not in plan(_asked("counter")).lines["all"]
    assert "increase" in plan(_asked("counter", restarts=True)).lines["all"]


def test_lines_are_named_by_one_label_or_by_all() -> None:
    labels = {"__name__": "m", "org": "a", "project": "b", "path": "/", "plan": "pro"}
    assert line_name(labels, ("path",)) == "/"
    assert line_name(labels, ()) == "path=/, plan=pro"
    assert line_name({}, ("path",)) == ""
