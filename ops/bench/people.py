"""A whole installation on a rig, and people who signed up there: what they do over HTTP, as anybody would."""

import http.cookiejar
import json
import os
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from typing import Any, Final

from ops.bench.rig import UNLIMITED, BenchError, Rig
from ops.local import ports, prometheus
from ops.local.cache import cache_root
from ops.local.ready import is_ready
from schemas.keyring import new_key

_PASSWORD: Final = "lamp and larder by the harbour"
_PORTS: Final = ("web", "web_admin", "live", "live_admin", "outbox_admin", "collector", "admin")
_CSRF: Final = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Installation:
    """Addresses of the web app; ports of the collector and the live process."""

    web: str
    collector: int
    live: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a project: bearer token, project id and slug, and `secret` of its key as Bearer."""

    web: str
    email: str
    token: str
    project: str
    slug: str
    secret: str

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the API; its JSON."""
        return _ask(self.web, method, path, body, self.token)

    def signed_in(self) -> "Person":
        """The same person with a sign-in of its own."""
        body = {"email": self.email, "password": _PASSWORD}
        return replace(self, token=_ask(self.web, "POST", "auth/signin", body, "")["token"])

    def browser(self) -> urllib.request.OpenerDirector:
        """A browser that this person signed in with."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with opener.open(f"{self.web}/sign-in", timeout=30) as page:
            token = _CSRF.search(page.read())
        if token is None:
            raise BenchError("the sign-in form has no token")
        form = {"email": self.email, "password": _PASSWORD, "csrf_token": token[1].decode()}
        opener.open(f"{self.web}/sign-in", urllib.parse.urlencode(form).encode(), 30).close()
        return opener


def install(running: Rig) -> Installation:
    """Prometheus, database, web app, outbox, live process and collector, all ready."""
    chosen = ports.free_ports((*_PORTS, "prometheus"))
    program = prometheus.binary(os.environ, cache_root(os.environ), print)
    child = prometheus.prepare(program, running.folder / "prometheus", chosen["prometheus"])
    running.start(child, lambda: is_ready(child.ready))
    local = {name: f"http://127.0.0.1:{port}" for name, port in chosen.items()}
    environment = {
        "TALLY_DATABASE_URL": f"sqlite:///{running.folder / 'tallylight.db'}",
        "TALLY_INGEST_KEYS": new_key(),
        "TALLY_APP_KEYS": new_key(),
        "TALLY_PROMETHEUS_URL": local["prometheus"],
        "TALLY_PUBLIC_URL": local["web"],
        "TALLY_LIVE_URL": local["live"],
        "TALLY_COLLECTOR_URL": local["collector"],
        "TALLY_ATTEMPTS_PER_HOUR": "100000",
        **UNLIMITED,
        "TALLY_WEB_PORT": str(chosen["web"]),
        "TALLY_WEB_ADMIN_PORT": str(chosen["web_admin"]),
        "TALLY_LIVE_PORT": str(chosen["live"]),
        "TALLY_LIVE_ADMIN_PORT": str(chosen["live_admin"]),
        "TALLY_OUTBOX_ADMIN_PORT": str(chosen["outbox_admin"]),
        "TALLY_COLLECTOR_PORT": str(chosen["collector"]),
        "TALLY_COLLECTOR_ADMIN_PORT": str(chosen["admin"]),
    }
    running.once(("-m", "webapp", "migrate"), environment)
    for name, command, admin in (
        ("outbox", ("-m", "webapp", "outbox"), "outbox_admin"),
        ("webapp", ("-m", "webapp", "serve"), "web_admin"),
        ("live", ("-m", "webapp", "live"), "live_admin"),
        ("collector", ("-m", "collector"), "admin"),
    ):
        running.run(name, command, environment, f"{local[admin]}/readyz")
    return Installation(local["web"], chosen["collector"], chosen["live"])


def sign_up(at: Installation, number: int) -> Person:
    """A new person with an organization, a project and a key."""
    email = f"person{number}-{secrets.token_hex(4)}@bench.test"
    body = {"email": email, "password": _PASSWORD, "organization": f"Bench {number}"}
    made = _ask(at.web, "POST", "auth/signup", {**body, "origin": "https://shop.test"}, "")
    key = made["api_key"]
    return Person(
        at.web,
        email,
        made["token"],
        made["project"]["id"],
        made["project"]["slug"],
        f"{key['key']}.{key['secret']}",
    )


def _ask(web: str, method: str, path: str, body: Any, token: str) -> Any:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{web}/api/v1/{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise BenchError(f"{method} {path}: {error.code} {error.read()[:500]!r}") from None
