"""The front page as the server writes it, and the numbers it renews itself with."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from tests.webapp.wired import parts_with, seed
from webapp.app import create_app
from webapp.front.recent import Look
from webapp.front.snapshot import Lamp, Line, PathViews, Snapshot
from webapp.parts import Parts

HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}\u202e'


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


def test_before_the_seed_the_page_names_the_command(offline: Parts) -> None:
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


def test_the_numbers_of_no_project_are_404(offline: Parts) -> None:
    assert _client(offline).get("/demo/now.json").status_code == 404


def _seen(**changes: object) -> Snapshot:
    at = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC).timestamp()
    seen = Snapshot(
        at=at,
        by="path",
        lamp=Lamp("live"),
        total=12_345,
        last_hour=678,
        paths=(PathViews("/", 500, 0.737), PathViews("", 178, 0.263)),
        times=(at - 90, at - 30, at - 10),
        lines=(Line("/", (1, 2, 3)),),
        whole=(1, 2, 3),
    )
    return replace(seen, **changes)  # type: ignore[arg-type]


def _page_of(parts: Parts, seen: Snapshot, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    look = Look(datetime.fromtimestamp(seen.at, UTC), seen)
    monkeypatch.setattr(type(parts.recent), "look", lambda *_: look)
    return _client(parts)


def test_without_scripts_the_page_holds_all_numbers(
    seeded: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page_of(seeded, _seen(), monkeypatch).get("/demo").text
    assert "<noscript>" in page
    text = Tags(page).text
    assert text["total"].split("\n")[0] == "12\u202f345"
    assert text["hour"].split("\n")[0] == "678"
    assert text["state"].split("\n")[0].strip() == "live"
    assert "(none)" in text["paths"]
    assert "74\u202f%" in text["paths"]
    assert "The last 60 s" in text["minutes"]


@pytest.mark.parametrize(
    ("lamp", "words"),
    [
        (Lamp("live"), "live"),
        (Lamp("nothing"), "nothing yet"),
        (Lamp("quiet", 1_795_478_460.0), "quiet since 00:01 UTC"),
        (Lamp("quiet"), "quiet for more than a day"),
    ],
)
def test_the_lamp_is_said_in_words(
    seeded: Parts, monkeypatch: pytest.MonkeyPatch, lamp: Lamp, words: str
) -> None:
    page = _page_of(seeded, _seen(lamp=lamp), monkeypatch).get("/demo").text
    assert Tags(page).text["state"].strip().startswith(words)
    assert f'data-state="{lamp.state}"' in page


def test_what_visitors_sent_stays_text(seeded: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Tags(_page_of(seeded, _seen(), monkeypatch).get("/demo").text)
    hostile = _seen(
        paths=(PathViews(HOSTILE, 500, 0.737), PathViews("", 178, 0.263)),
        lines=(Line(HOSTILE, (1, 2, 3)),),
    )
    page = Tags(_page_of(seeded, hostile, monkeypatch).get("/demo").text)
    assert page.names == plain.names
    assert HOSTILE in page.text["paths"]


def test_the_numbers_come_as_json(seeded: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _page_of(seeded, _seen(), monkeypatch).get("/demo/now.json")
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    assert answer.json["snapshot"]["total"] == 12_345
    assert answer.json["trouble"] is None
