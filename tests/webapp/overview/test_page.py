"""The overview as the server writes it, for members and of the demo for everybody."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, select

from tests.webapp.hostile import TEXTS
from tests.webapp.rows import a_project
from tests.webapp.visitor import Visitor
from tests.webapp.wired import now, parts_with, seed
from webapp.access.roles import Role
from webapp.app import create_app
from webapp.charts.grid import Line
from webapp.charts.lamp import Lamp
from webapp.charts.multiples import Multiple
from webapp.charts.recent import Look, Recent
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.definitions.versions import create_definition
from webapp.outbox.publish import publishing
from webapp.overview.snapshot import PathViews, Snapshot
from webapp.parts import Parts
from webapp.seed.demo import PAGE_VIEWS

AT = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)


class Tags(HTMLParser):
    """Names of all elements, and text by id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.text: dict[str, str] = {}
        self._id = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self._id = dict(attrs).get("id") or self._id

    def handle_data(self, data: str) -> None:
        self.text[self._id] = self.text.get(self._id, "") + data


def _client(parts: Parts) -> FlaskClient:
    """A web app of its own, so that one test may compare two."""
    return create_app(replace(parts, registry=CollectorRegistry())).test_client()


def test_before_the_seed_the_demo_names_the_command(offline: Parts) -> None:
    page = _client(offline).get("/demo").text
    assert "There is no project yet" in page
    assert "python -m webapp seed" in page


@pytest.fixture
def seeded(engine: Engine, offline: Parts) -> Parts:
    seed(engine)
    return offline


def test_with_prometheus_away_it_says_what_happened_what_is_kept_and_what_to_do(
    seeded: Parts,
) -> None:
    answer = _client(seeded).get("/demo")
    assert answer.status_code == 200
    assert "Prometheus does not answer" in answer.text
    assert "Nothing is lost" in answer.text
    assert "TALLY_PROMETHEUS_URL" in answer.text
    assert "unknown" in Tags(answer.text).text["state"]


def test_the_snippet_is_there_in_both_forms_with_its_csp(seeded: Parts) -> None:
    text = Tags(_client(seeded).get("/demo").text).text
    assert text["snippet-hosted"].startswith(
        '<script async src="http://127.0.0.1:8001/s/demo-shop.js"></script>'
    )
    assert text["snippet-inline"].startswith("<script>")
    assert "script-src http://127.0.0.1:8001;" in text["csp-hosted"]
    assert "script-src 'sha256-" in text["csp-inline"]


def test_links_appear_when_their_address_is_set(engine: Engine) -> None:
    seed(engine)
    bare = _client(parts_with(engine, "http://prometheus.internal:9090")).get("/demo").text
    assert "Prometheus</a>" not in bare
    assert "Grafana</a>" not in bare
    assert "Open the demo shop" not in bare
    linked = parts_with(
        engine,
        "http://127.0.0.1:1",
        grafana_url="http://127.0.0.1:3000",
        demo_url="http://127.0.0.1:8002",
    )
    full = _client(linked).get("/demo").text
    assert "http://127.0.0.1:1/graph?g0.expr=sum%28page_views_total" in full
    assert "http://127.0.0.1:3000/explore?left=" in full
    assert 'href="http://127.0.0.1:8002"' in full


@pytest.mark.parametrize("path", ["/demo?by=org", "/demo/now.json?by=org", "/demo?by="])
def test_another_split_is_refused(seeded: Parts, path: str) -> None:
    assert _client(seeded).get(path).status_code == 400


@pytest.mark.parametrize("path", ["/demo/now.json", "/demo/lamp.json"])
def test_the_numbers_of_no_project_are_404(offline: Parts, path: str) -> None:
    assert _client(offline).get(path).status_code == 404


def _seen(**changes: object) -> Snapshot:
    at = AT.timestamp()
    seen = Snapshot(
        at=at,
        by="path",
        total=12_345,
        last_hour=678,
        paths=(PathViews("/", 500, 0.737), PathViews("", 178, 0.263)),
        times=(at - 90, at - 30, at - 10),
        lines=(Line("/", (1, 2, 3)),),
        whole=(1, 2, 3),
    )
    return replace(seen, **changes)  # type: ignore[arg-type]


def _seeing(monkeypatch: pytest.MonkeyPatch, seen: Snapshot, lamp: Lamp = Lamp("live")) -> None:  # noqa: B008
    """Prometheus' answers, at the one place that asks for them."""
    answers: dict[str, Any] = {
        "views": seen,
        "lamp": lamp,
        "multiples": (Multiple("page_views_total", True, 12_345, (None, 1.0, 3.0)),),
    }

    def look(self: Recent, about: tuple[str, ...], *_: object) -> Look[Any]:
        return Look(AT, answers[about[0]])

    monkeypatch.setattr(Recent, "look", look)


def test_without_scripts_the_page_holds_all_numbers(
    seeded: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _seeing(monkeypatch, _seen())
    page = _client(seeded).get("/demo").text
    assert "<noscript>" in page
    text = Tags(page).text
    assert text["total"].split("\n")[0] == "12\u202f345"
    assert text["hour"].split("\n")[0] == "678"
    assert text["state"].split("\n")[0].strip() == "live"
    assert "(none)" in text["paths"]
    assert "74\u202f%" in text["paths"]
    assert "The last 60 s" in text["minutes"]
    assert "12\u202f345" in text["multiples"]
    assert 'd="M60.0,21.0L120.0,1.0"' in page


@pytest.mark.parametrize(
    ("lamp", "words"),
    [
        (Lamp("live"), "live"),
        (Lamp("nothing"), "nothing yet"),
        (Lamp("quiet", 1_795_478_460.0), "quiet since 00:01 UTC"),
        (Lamp("quiet"), "quiet for more than a day"),
        (Lamp("behind", behind=12), "12 s behind"),
    ],
)
def test_the_lamp_is_said_in_words(
    seeded: Parts, monkeypatch: pytest.MonkeyPatch, lamp: Lamp, words: str
) -> None:
    _seeing(monkeypatch, _seen(), lamp)
    page = _client(seeded).get("/demo").text
    assert Tags(page).text["state"].strip().startswith(words)
    assert f'data-state="{lamp.state}"' in page
    said = _client(seeded).get("/demo/lamp.json").json
    assert said == {"state": lamp.state, "since": lamp.since, "behind": lamp.behind}


@pytest.mark.parametrize("text", TEXTS)
def test_what_visitors_sent_stays_text(
    seeded: Parts, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    _seeing(monkeypatch, _seen())
    plain = Tags(_client(seeded).get("/demo").text)
    paths = (PathViews(text, 500, 0.737), PathViews("", 178, 0.263))
    _seeing(monkeypatch, _seen(paths=paths, lines=(Line(text, (1, 2, 3)),)))
    page = Tags(_client(seeded).get("/demo").text)
    assert page.names == plain.names
    assert text in page.text["paths"]


def test_the_numbers_come_as_json(seeded: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    _seeing(monkeypatch, _seen())
    answer = _client(seeded).get("/demo/now.json")
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    assert answer.json["views"]["total"] == 12_345
    assert answer.json["lamp"]["state"] == "live"
    assert answer.json["multiples"][0]["name"] == "page_views_total"
    assert answer.json["trouble"] is None


@pytest.fixture
def project(engine: Engine) -> Project:
    return a_project(engine)


def test_a_project_without_metrics_has_one_next_step(engine: Engine, project: Project) -> None:
    page = Visitor.signed_in(engine, project, Role.OWNER).get("/projects/shop/").text
    assert "<title>What is happening on Shop? · Tallylight</title>" in page
    assert "will appear here" in page
    assert 'href="/projects/shop/metrics/new"' in page
    assert 'id="total"' not in page


def test_a_members_page_links_each_metric_and_the_demos_none(
    engine: Engine, project: Project
) -> None:
    with publishing(engine) as session:
        owner = session.get_one(Project, project.id)
        metric = create_definition(session, owner, PAGE_VIEWS, now()).id
    seed(engine)
    visitor = Visitor.signed_in(engine, project, Role.VIEWER)
    page = visitor.get("/projects/shop/").text
    assert f'href="/projects/shop/metrics/{metric}"' in page
    assert 'id="total"' in page
    assert "/metrics/" not in visitor.get("/demo").text.replace("/api/v1/metrics", "")


@pytest.mark.parametrize("path", ["", "now.json", "lamp.json"])
def test_strangers_see_nothing_of_a_project(engine: Engine, project: Project, path: str) -> None:
    stranger = Visitor.signed_in(engine, project, None)
    assert stranger.get(f"/projects/shop/{path}").status_code == 404
    with reading(engine) as session:
        assert session.scalars(select(Project.slug)).one() == "shop"


def test_the_landing_page_shows_the_demos_number(
    seeded: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _seeing(monkeypatch, _seen())
    page = _client(seeded).get("/").text
    assert 'aria-label="Page views counted"' in page
    assert 'id="total"' in page
    assert 'data-value="12345"' in page
