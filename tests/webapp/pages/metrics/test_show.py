"""One metric: its numbers, its range and split by address, and the way to its first event."""

from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Engine

from schemas.triggers import Custom, PageView, ServerEvent
from tests.webapp.charts.feed import Series, write_counter
from tests.webapp.hostile import TEXTS
from tests.webapp.pages.metrics.made import CHECKOUT, VIEWS, a_metric, the_metric
from tests.webapp.rows import a_project
from tests.webapp.visitor import Visitor
from tests.webapp.wired import RING, now, parts_with
from webapp.access.roles import Role
from webapp.db.models import Project
from webapp.definitions.state import began_anew_since, counts_since
from webapp.keys.create import Wanted, create_key
from webapp.outbox.publish import publishing
from webapp.snippets.current import refresh

_projects = count()


@pytest.fixture
def project(engine: Engine) -> Project:
    """In an organization of its own, since its series live in the shared Prometheus."""
    return a_project(engine, "shop", f"show-{next(_projects)}")


def _visitor(
    engine: Engine, project: Project, prometheus: str, role: Role = Role.EDITOR
) -> Visitor:
    return Visitor.signed_in(engine, project, role, parts_with(engine, prometheus))


def _with_script(engine: Engine, project: Project) -> None:
    with publishing(engine) as session:
        owner = session.get_one(Project, project.id)
        create_key(session, owner, Wanted("Site", origins=["https://shop.test"]), RING, now())
        refresh(session, owner, "http://127.0.0.1:8001", RING, now())


def _feed(prometheus: str, project: Project, metric: str, path: str, times: int) -> None:
    at = int(datetime.now(UTC).timestamp() * 1000) - 60_000
    series: Series = {(("path", path),): [at - n * 5_000 for n in range(times)]}
    write_counter(prometheus, project.organization.slug, "shop", metric, series, at + 50_000)


def _address(metric: UUID) -> str:
    return f"/projects/shop/metrics/{metric}"


def test_until_the_first_event_it_shows_how_to_install_and_then_the_numbers(
    engine: Engine, project: Project, prometheus: str
) -> None:
    metric = a_metric(engine, project)
    _with_script(engine, project)
    visitor = _visitor(engine, project, prometheus)
    page = unescape(visitor.get(_address(metric)).text)
    assert 'aria-labelledby="waiting-name">' in page
    assert '<script async src="http://127.0.0.1:8001/s/shop.js"></script>' in page
    assert "script-src http://127.0.0.1:8001;" in page
    assert _picture(visitor, metric)["has_counted"] is False
    _feed(prometheus, project, "views_total", "/", 3)
    other = _visitor_again(engine, prometheus)
    seen = _picture(other, metric)
    assert (seen["has_counted"], seen["values"][0]["value"]) == (True, 3)
    assert seen["lines"][0]["name"] == "/"
    page = other.get(_address(metric)).text
    assert 'aria-labelledby="waiting-name" hidden>' in page


def _picture(visitor: Visitor, metric: UUID) -> dict[str, Any]:
    answer = visitor.get(f"{_address(metric)}/now.json").json
    assert answer is not None
    return dict(answer["picture"])


def _visitor_again(engine: Engine, prometheus: str) -> Visitor:
    """The same person at another process, whose looks are its own."""
    visitor = Visitor(parts_with(engine, prometheus))
    visitor.send(
        "/sign-in", "/sign-in", email="editor@shop.test", password="lamp and larder by the harbour"
    )
    return visitor


@pytest.mark.parametrize(
    ("trigger", "words", "has_script"),
    [
        (PageView(), "Open a page that carries it.", True),
        (Custom("signup"), 'tally.track("signup"', True),
        (ServerEvent("paid"), '"name": "paid"', False),
    ],
)
def test_the_way_to_the_first_event_is_that_of_its_trigger(
    engine: Engine,
    project: Project,
    prometheus: str,
    trigger: PageView | Custom | ServerEvent,
    words: str,
    has_script: bool,
) -> None:
    metric = a_metric(engine, project, msgspec.structs.replace(VIEWS, triggers=(trigger,)))
    _with_script(engine, project)
    page = unescape(_visitor(engine, project, prometheus).get(_address(metric)).text)
    assert words in page
    assert ("/s/shop.js" in page) is has_script


def test_ranges_and_splits_are_links_and_others_are_refused(
    engine: Engine, project: Project, prometheus: str
) -> None:
    metric = a_metric(engine, project)
    visitor = _visitor(engine, project, prometheus)
    page = unescape(visitor.get(f"{_address(metric)}?range=7d&by=").text)
    assert f'href="{_address(metric)}?range=7d&by=" aria-current="page">All together' in page
    assert f'href="{_address(metric)}?range=15m&by="' in page
    assert "Counted per 2 hours, last 7 days" in page
    for query in ("range=2h", "by=org", "by=browser"):
        assert visitor.get(f"{_address(metric)}?{query}").status_code == 400
        assert visitor.get(f"{_address(metric)}/now.json?{query}").status_code == 400


def test_every_number_of_a_histogram_has_its_promql(
    engine: Engine, project: Project, prometheus: str
) -> None:
    metric = a_metric(engine, project, CHECKOUT)
    page = unescape(_visitor(engine, project, prometheus).get(_address(metric)).text)
    for name in ("p50, last hour", "p75, last hour", "p95, last hour", "Measured in the last hour"):
        assert page.count(f"<dt>{name}</dt>") == 1
        assert f"Copy PromQL of {name}" in page
    assert "histogram_quantile(0.95, sum by (le)" in page


def test_prometheus_away_is_said_and_the_rest_stands(engine: Engine, project: Project) -> None:
    metric = a_metric(engine, project)
    page = _visitor(engine, project, "http://127.0.0.1:1").get(_address(metric)).text
    assert "Prometheus does not answer" in page
    assert "Counts how often a page is viewed" in page
    assert "Where the numbers come from" in page


def test_pausing_and_resuming_are_versions_and_say_from_when(
    engine: Engine, project: Project, prometheus: str
) -> None:
    metric = a_metric(engine, project)
    visitor = _visitor(engine, project, prometheus)
    answer = visitor.send(_address(metric), f"{_address(metric)}/state", state="paused")
    page = visitor.get(answer.headers["Location"]).text
    assert "Saved. Counting pauses at" in page
    assert "Resume</button>" in page
    visitor.send(_address(metric), f"{_address(metric)}/state", state="active")
    assert the_metric(engine, lambda m: (m.newest.version, m.newest.epoch)) == (3, 2)
    begun = the_metric(engine, counts_since)
    assert begun == the_metric(engine, lambda m: m.newest.effective_at)
    assert the_metric(engine, lambda m: began_anew_since(m, now() - timedelta(hours=1)))
    assert not the_metric(engine, lambda m: began_anew_since(m, now() + timedelta(hours=1)))
    assert visitor.send(_address(metric), f"{_address(metric)}/state", state="x").status_code == 400


def test_deleting_asks_in_words_and_then_the_metric_is_gone(
    engine: Engine, project: Project, prometheus: str
) -> None:
    metric = a_metric(engine, project)
    visitor = _visitor(engine, project, prometheus)
    page = visitor.get(_address(metric)).text
    dialog = page[page.index("<dialog") : page.index("</dialog>")]
    assert "Delete views_total?" in dialog
    assert "every series of the metric" in dialog
    answer = visitor.send(_address(metric), f"{_address(metric)}/delete")
    assert answer.headers["Location"] == "/projects/shop/metrics"
    assert visitor.get(_address(metric)).status_code == 410
    assert the_metric(engine, lambda m: m.newest.state) == "deleted"


def test_a_viewer_sees_it_and_has_no_buttons_to_change_it(
    engine: Engine, project: Project, prometheus: str
) -> None:
    metric = a_metric(engine, project)
    visitor = _visitor(engine, project, prometheus, Role.VIEWER)
    page = visitor.get(_address(metric)).text
    assert "Counts how often" in page
    assert "<dialog" not in page
    assert "/edit" not in page
    assert visitor.get(f"{_address(metric)}/now.json").status_code == 200


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_of_owners_stays_text(
    engine: Engine, project: Project, prometheus: str, text: str
) -> None:
    definition = msgspec.structs.replace(VIEWS, help=text, unit=text[:64])
    metric = a_metric(engine, project, definition)
    page = _visitor(engine, project, prometheus).get(_address(metric)).text
    for tag in ("<svg onload", "<img", "<base", "<form action=//", "<script>alert"):
        assert tag not in page
    assert text in unescape(page)
