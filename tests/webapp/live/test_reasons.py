"""Every reason why a recognised project's event does not count, caused for real and found in its stream."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from sqlalchemy import Engine
from standardwebhooks import Webhook

from schemas.reasons import REASONS
from schemas.records.control import ApiKey, KeySecret, Project, Quota, RateLimit
from schemas.signatures import secret_text
from schemas.triggers import Custom
from tests.collector import samples
from tests.collector.running import Running, collector, publish, publish_salts, settings
from tests.consumers.core.logs import version
from tests.webapp.live.listening import PATIENCE, Listener, listening
from tests.webapp.live.running import Live, define, running
from tests.webapp.people import someone

replace = msgspec.structs.replace
SECRET: Final = bytes(range(32))
IDENTITY: Final = "0123456789abcdefghijkl"
# Recognised by no key: nobody can be told. Or not about a beacon: what answers, a probe, a bad moment.
OF_NOBODY: Final = {"credential_missing", "credential_unknown"}
OF_NO_BEACON: Final = {"not_found", "method_not_allowed", "headers_too_large"}
# What cannot be written down, since the log is what is away: counted, and sent again by its sender.
OF_NO_RECORD: Final = {"kafka_unavailable"}
# The aggregator parks a project whose event it cannot evaluate: tests/consumers.
ELSEWHERE: Final = {"project_parked"}


class Door:
    """The keys of one project at a collector, each with a fault of its own."""

    def __init__(self, project: str) -> None:
        self.good = replace(samples.KEY, id=f"{project}-good", project_id=project)
        version_1 = self.good.signing_versions[0]
        self.revoked = self._key("revoked", revoked=True)
        self.expired = self._key("expired", expires_at=1)
        self.retired = self._key("retired", signing_versions=(replace(version_1, retired=True),))
        self.unscoped = self._key("unscoped", scopes=())
        self.slow = self._key("slow", rate_limit=RateLimit(0.01, 1))
        self.server = self._key(
            "server",
            public="tlk_" + project.replace("-", "")[:20],
            scopes=("ingest:server",),
            secrets=(KeySecret(samples.RING.encrypt(SECRET)),),
        )
        self.keys = (
            self.good,
            self.revoked,
            self.expired,
            self.retired,
            self.unscoped,
            self.slow,
            self.server,
        )

    def _key(self, name: str, **changes: Any) -> ApiKey:
        return replace(self.good, id=f"{self.good.project_id}-{name}", **changes)

    def beacons(self) -> dict[str, tuple[bytes, dict[str, str | None]]]:
        """By code, a beacon and its headers that are refused with it."""
        good, public = self.good.id, self.server.public
        now = datetime.now(UTC)
        old = now - timedelta(hours=1)
        of_server = samples.body(id=IDENTITY, token=None, key=public)
        signed = {"origin": None, "webhook_id": IDENTITY, "webhook_signature": "v1,AAAA"}
        return {
            "malformed": (_body(good, events=[{"name": "Not a name"}]), {}),
            "event_name_reserved": (_body(good, events=[{"name": "click"}]), {}),
            "origin_missing": (_body(good), {"origin": None}),
            "origin_not_allowed": (_body(good), {"origin": "https://evil.test"}),
            "key_revoked": (_body(self.revoked.id), {}),
            "key_expired": (_body(self.expired.id), {}),
            "token_retired": (_body(self.retired.id), {}),
            "scope_missing": (_body(self.unscoped.id), {}),
            "privacy_refused": (_body(good), {"sec_gpc": "1"}),
            "too_large": (b"x" * 100_000, {"authorization": f"Bearer {public}.x"}),
            "unsupported_media_type": (_body(good), {"content_type": "image/png"}),
            "stale": (_body(good, age_ms=5 * samples.HOUR_MS), {}),
            "future": (_body(good, age_ms=-samples.HOUR_MS), {}),
            "signature_invalid": (
                of_server,
                {**signed, "webhook_timestamp": str(int(now.timestamp()))},
            ),
            "timestamp_out_of_range": (
                of_server,
                {
                    **signed,
                    "webhook_timestamp": str(int(old.timestamp())),
                    "webhook_signature": Webhook(secret_text(SECRET)).sign(
                        IDENTITY, old, of_server.decode()
                    ),
                },
            ),
        }


def _body(of: str, **fields: Any) -> bytes:
    """A beacon of the snippet of that key; `fields` as samples.body takes them."""
    return samples.body(**{"token": samples.token(of), **fields})


@pytest.fixture
def live(engine: Engine, database_url: str, kafka: str, tmp_path: Path) -> Iterator[Live]:
    with running(engine, database_url, kafka, tmp_path) as made:
        yield made


@pytest.fixture
def door(live: Live) -> Door:
    return Door(str(live.project.id))


@pytest.fixture
def at(live: Live, door: Door, kafka: str, tmp_path: Path) -> Iterator[Running]:
    """A collector that knows the project, which obeys visitors who ask not to be counted."""
    record = Project(door.good.project_id, "o1", "acme", live.project.slug, gpc="refuse")
    publish(kafka, record, *door.keys)
    publish_salts(kafka)
    with collector(settings(kafka), tmp_path) as made:
        yield made


def until_refused(stream: Listener, code: str) -> None:
    while stream.until("refused")["refusal"]["code"] != code:
        pass


def never_whole(at: Running, public: str) -> int:
    """The status of a server's beacon whose body stops coming."""
    with socket.create_connection(("127.0.0.1", at.port), timeout=PATIENCE) as sender:
        head = f"Host: x\r\nAuthorization: Bearer {public}.x\r\nContent-Length: 9\r\n\r\n{{"
        sender.sendall(f"POST /api/v1/metrics HTTP/1.1\r\n{head}".encode())
        return int(sender.recv(64).split()[1])


def test_each_refusal_of_the_collector_is_told_to_who_watches(
    live: Live, door: Door, at: Running, kafka: str
) -> None:
    one = someone(live.engine, live.project)
    told = set()
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        for code, (sent, headers) in door.beacons().items():
            answer = at.post(sent, **headers)
            assert (answer.status, answer.code) == (REASONS[code].status, code)
            until_refused(stream, code)
            told.add(code)
        assert never_whole(at, door.server.public) == 408
        until_refused(stream, "body_timeout")
        sent = _body(door.slow.id)
        assert [at.post(sent).status, at.post(sent).code] == [204, "rate_limited"]
        until_refused(stream, "rate_limited")
        now = datetime.now(UTC)
        days = {(now + later).date().isoformat() for later in (timedelta(), timedelta(minutes=10))}
        publish(kafka, *(Quota(door.good.project_id, day) for day in sorted(days)))
        while at.post(_body(door.good.id)).code != "quota_exceeded":
            time.sleep(0.05)
        until_refused(stream, "quota_exceeded")
        told |= {"body_timeout", "rate_limited", "quota_exceeded"}
    of_collector = {code for code, reason in REASONS.items() if reason.where == "collector"}
    assert told == of_collector - OF_NOBODY - OF_NO_BEACON - OF_NO_RECORD


def test_of_whoever_asks_not_to_be_counted_nothing_but_the_refusal_is_told(
    live: Live, door: Door, at: Running
) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        assert at.post(_body(door.good.id), sec_gpc="1").code == "privacy_refused"
        told = stream.until("refused")["refusal"]
    assert told.keys() == {"kind", "schema", "project_id", "key_id", "code", "received_at"}
    assert (told["key_id"], told["code"]) == (door.good.id, "privacy_refused")


def test_each_result_of_the_ledger_is_told_to_who_watches(
    live: Live, door: Door, at: Running
) -> None:
    spent = version(name="spent_total", value="event", triggers=(Custom("paid"),), labels=())
    define(live, version(), spent)
    events = [
        {"name": "page_view"},
        {"name": "unheard_of"},
        {"name": "paid", "value": -1},
        {"name": "paid"},
    ]
    sent = _body(door.good.id, id="a" * 22, events=events)
    bot = _body(door.good.id, id="b" * 22, webdriver=True)
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        for body in (sent, sent, bot):
            assert at.post(body).status == 204
        first, again, robot = (stream.until("beacon")["events"] for _ in range(3))
    told = {(event["result"], event.get("reason", "")) for event in first}
    assert told == {
        ("counted", ""),
        ("unmatched", ""),
        ("rejected", "negative_value"),
        ("rejected", "value_not_numeric"),
    }
    assert {event["result"] for event in again} == {"duplicate"}
    assert {event["result"] for event in robot} == {"bot"}
    of_aggregator = {code for code, reason in REASONS.items() if reason.where == "aggregator"}
    assert {reason for _, reason in told if reason} == of_aggregator - ELSEWHERE
