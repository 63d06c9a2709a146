"""Somebody with a project, who describes and watches metrics in a browser."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from schemas.definitions import Definition
from tests.webapp.charts.feed import WINDOW, Series, write_counter
from tests.webapp.serving import serving
from tests.webapp.sparing import HASH, PASSWORD
from tests.webapp.wired import RING, now, parts_with
from webapp.accounts.sign_up import Application, sign_up
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate
from webapp.db.models import Project
from webapp.definitions.versions import create_definition
from webapp.outbox.publish import publishing
from webapp.snippets.current import refresh

EMAIL = "olive@shop.test"


@dataclass
class Owner:
    """A signed-in owner's tab, with the project `slug` of the organization `org`."""

    page: Page
    home: str
    engine: Engine
    prometheus: str
    org: str
    slug: str
    counted: Series = field(default_factory=dict)
    end: int = 0

    def open(self, path: str) -> None:
        self.page.goto(f"{self.home}{path}")

    def describe(self, definition: Definition) -> str:
        """A metric made before today's tests; the path of its page."""
        with publishing(self.engine) as session:
            owner = session.query(Project).filter_by(slug=self.slug).one()
            metric = create_definition(session, owner, definition, now())
            refresh(session, owner, "http://127.0.0.1:8001", RING, now())
            return f"/metrics/{metric.id}"

    def count(self, name: str, paths: dict[str, int]) -> None:
        """More events by path, in a window of their own, seconds ago."""
        at = max(int(time.time() * 1000) - 10_000, self.end)
        self.end = (at // WINDOW + 1) * WINDOW
        for path, times in paths.items():
            self.counted.setdefault((("path", path),), []).extend([at] * times)
        write_counter(self.prometheus, self.org, self.slug, name, self.counted, self.end)


class SignedIn:
    """A context: an Owner in a new tab of `browser`, with a database of its own in `folder`."""

    def __init__(
        self, browser: Browser, prometheus: str, folder: Path, scripts: bool = True
    ) -> None:
        url = f"sqlite:///{folder / 'tallylight.db'}"
        migrate(url)
        self._engine = make_engine(url)
        with publishing(self._engine) as session:
            session.expire_on_commit = False
            # A name of its own: the Prometheus is everybody's.
            wanted = Application(
                EMAIL, HASH, "Olive", f"Org {folder.name} {time.time_ns()}", "https://shop.test"
            )
            made = sign_up(session, wanted, RING, now())
            self._org, self._slug = made.organization.slug, made.project.slug
        self._context = browser.new_context(java_script_enabled=scripts)
        self._serving = serving(parts_with(self._engine, prometheus))
        self._prometheus = prometheus

    def __enter__(self) -> Owner:
        web = self._serving.__enter__()
        page = self._context.new_page()
        page.goto(f"{web}/sign-in")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/projects/**")
        home = f"{web}/projects/{self._slug}"
        return Owner(page, home, self._engine, self._prometheus, self._org, self._slug)

    def __exit__(self, *_: object) -> None:
        self._context.close()
        self._serving.__exit__(None, None, None)
        self._engine.dispose()
