"""A project installed on a site: web app, outbox, collector and live process around one broker."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from playwright.sync_api import Page
from sqlalchemy import Engine
from werkzeug.serving import make_server

from codegen.html import hosted
from consumers.core.windows import in_force_from
from schemas.definitions import Definition
from tests.browser.servers import Site, serve_site
from tests.collector import running
from tests.parts.topics import create_topics
from tests.webapp import processes
from tests.webapp.wired import RING_KEY, parts_with
from webapp.app import create_app
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate
from webapp.db.models import Project
from webapp.definitions.versions import create_definition
from webapp.outbox.publish import publishing

PARTITIONS = running.PARTITIONS
PASSWORD = "correct horse battery staple"
EMAIL = "owner@shop.test"
SHOP = "<!doctype html><meta charset=utf-8><title>Shop</title>{}<p>Shop"
_DEADLINE_S = 60.0


@dataclass
class Installed:
    """`site` may send events of project `slug`, `foreign` carries its snippet without being allowed to."""

    url: str
    collector: str
    live: str
    slug: str
    engine: Engine
    site: Site
    foreign: Site

    def sign_in(self, page: Page, to: str = "live") -> None:
        """As the owner, on a page of the project."""
        page.goto(f"{self.url}/sign-in?next=/projects/{self.slug}/{to}")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()

    def shop(self, site: Site) -> str:
        """The shop's page with the snippet, for that site."""
        form = hosted(self.collector, self.slug, self.collector)
        site.pages.update({"/": SHOP.format(form.html)})
        return site.url + "/"


def until(what: str, met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE_S
    while not met():
        assert time.monotonic() < deadline, f"still waiting for {what}"
        time.sleep(0.1)


@contextmanager
def installed(kafka: str, folder: Path, *definitions: Definition) -> Iterator[Installed]:
    """All of it running, the definitions in force."""
    create_topics(kafka, PARTITIONS)
    database = f"sqlite:///{folder / 'tallylight.db'}"
    migrate(database)
    engine = make_engine(database)
    at_collector = running.settings(kafka, TALLY_INGEST_KEYS=RING_KEY)
    collector = f"http://127.0.0.1:{at_collector['TALLY_COLLECTOR_PORT']}"
    with ExitStack() as stack:
        site, foreign = (stack.enter_context(serve_site()) for _ in range(2))
        live = stack.enter_context(_live(kafka, database, folder))
        url = stack.enter_context(_web(engine, live, collector))
        project = _sign_up(url, site.url)
        _define(engine, project["id"], definitions)
        stack.enter_context(_outbox(kafka, database, folder))
        stack.enter_context(running.collector(at_collector, folder))
        slug = project["slug"]
        until("the snippet", lambda: _answers(f"{collector}/s/{slug}.js"))
        time.sleep(in_force_from(0, time.time_ns() // 1_000_000) / 1000 - time.time() + 0.2)
        yield Installed(url, collector, live, slug, engine, site, foreign)
    engine.dispose()


@contextmanager
def _live(kafka: str, database: str, folder: Path) -> Iterator[str]:
    port, admin = processes.free_port(), processes.free_port()
    settings = {
        "TALLY_DATABASE_URL": database,
        "TALLY_KAFKA_BOOTSTRAP": kafka,
        "TALLY_PARTITIONS": str(PARTITIONS),
        "TALLY_LIVE_PORT": str(port),
        "TALLY_LIVE_ADMIN_PORT": str(admin),
    }
    with processes.ended(processes.start("live", folder / "live.log", **settings)):
        until("the live process", lambda: processes.readiness(admin) == (200, []))
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _outbox(kafka: str, database: str, folder: Path) -> Iterator[None]:
    admin = processes.free_port()
    settings = {
        "TALLY_DATABASE_URL": database,
        "TALLY_KAFKA_BOOTSTRAP": kafka,
        "TALLY_OUTBOX_ADMIN_PORT": str(admin),
    }
    with processes.ended(processes.start("outbox", folder / "outbox.log", **settings)):
        until("the outbox", lambda: processes.readiness(admin) == (200, []))
        yield


@contextmanager
def _web(engine: Engine, live: str, collector: str) -> Iterator[str]:
    away = "http://127.0.0.1:1"
    app = create_app(parts_with(engine, away, live_url=live, collector_url=collector))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sign_up(url: str, origin: str) -> dict[str, Any]:
    body = json.dumps({"email": EMAIL, "password": PASSWORD, "origin": origin}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/api/v1/auth/signup", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        project: dict[str, Any] = json.load(answer)["project"]
        return project


def _define(engine: Engine, project_id: str, definitions: tuple[Definition, ...]) -> None:
    with publishing(engine) as session:
        project = session.get_one(Project, UUID(project_id))
        for definition in definitions:
            create_definition(session, project, definition, project.created_at)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
