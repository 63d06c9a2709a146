"""The process from outside: every status and code over HTTP, and what is in the topic afterwards."""

import contextlib
import gzip
import re
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cramjam
import msgspec
import pytest

from schemas import beacon_schema
from schemas.partitioning import partition_of
from schemas.reasons import REASONS
from schemas.records.control import KeySecret, Quota, RateLimit, Snippet
from schemas.signatures import sign
from tests.collector import samples
from tests.collector.running import (
    PARTITIONS,
    Answer,
    Running,
    ask,
    collector,
    publish,
    publish_salts,
    refused,
    settings,
    stored,
    tenant,
)

replace = msgspec.structs.replace
PROJECT, KEY = tenant("process")
PROJECT = replace(PROJECT, alias="qmzrtk")
SLOW = replace(KEY, id="process-slow", rate_limit=RateLimit(0.01, 1))
SPENT, SPENT_KEY = tenant("process-spent")
OBEYS, OBEYS_KEY = tenant("process-obeys")
OBEYS = replace(OBEYS, gpc="refuse")
REVOKED = replace(KEY, id="process-revoked", revoked=True)
EXPIRED = replace(KEY, id="process-expired", expires_at=1)
RETIRED = replace(
    KEY, id="process-retired", signing_versions=(replace(KEY.signing_versions[0], retired=True),)
)
UNSCOPED = replace(KEY, id="process-unscoped", scopes=())
FOREIGN = replace(
    KEY, id="process-foreign", signing_versions=(replace(KEY.signing_versions[0], key="foreign"),)
)
SECRET, SIGNED_ID = b"s" * 32, b"0123456789abcdefghijkl"
SERVER = replace(
    KEY,
    id="process-server",
    public="tlk_process",
    scopes=("ingest:server",),
    secrets=(KeySecret(samples.RING.encrypt(SECRET)),),
)
SNIPPET = Snippet(PROJECT.id, samples.SHA, "tally=1;" * 100)
INGEST = "/api/v1/metrics"
TAKES = timedelta(minutes=3)


@pytest.fixture(scope="module")
def running(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    publish(kafka, PROJECT, KEY, REVOKED, EXPIRED, RETIRED, UNSCOPED, FOREIGN, SNIPPET, SLOW)
    publish(kafka, SPENT, SPENT_KEY, Quota(SPENT.id, day_of_these_tests()))
    publish(kafka, OBEYS, OBEYS_KEY, SERVER)
    publish_salts(kafka)
    with collector(settings(kafka), tmp_path_factory.mktemp("collector")) as made:
        yield made


def day_of_these_tests() -> str:
    """Today; where the UTC day would end before they do, tomorrow, once it has begun."""
    last = datetime.now(UTC) + TAKES
    while datetime.now(UTC).date() != last.date():
        time.sleep(1)
    return last.date().isoformat()


def body(identity: str = "0123456789abcdefghijkl", **fields: object) -> bytes:
    return samples.body(**{"id": identity, "token": samples.token(KEY.id), **fields})


def eventually(running: Running, sent: bytes, status: int) -> Answer:
    """Control travels for a moment: ask until the answer is the expected one, or 30 s are over."""
    deadline = time.monotonic() + 30
    while (answer := running.post(sent)).status != status and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def exchange(port: int, *parts: bytes) -> bytes:
    """Send bytes, read until the other side closes or has nothing to say for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        # What is refused before it is read whole is answered all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                connection.sendall(part)
        return connection.recv(65_536)


def test_204_means_stored_in_the_project_s_partition(running: Running, kafka: str) -> None:
    answer = running.post(body("stored-0123456789abcdef"), user_agent="Agent/1")
    assert (answer.status, answer.body) == (204, b"")
    found = {record.id: (partition, record) for partition, record in stored(kafka, PROJECT)}
    partition, record = found["stored-0123456789abcdef"]
    assert partition == partition_of(PROJECT.id, PARTITIONS)
    assert (record.project, record.user_agent) == (PROJECT.project, "Agent/1")
    assert re.fullmatch("[0-9a-f]{16}", record.visitor)
    assert record.salt_day == datetime.now(UTC).date().isoformat()


def test_a_duplicate_is_204_again(running: Running) -> None:
    sent = body("twice-0123456789abcdefg")
    assert [running.post(sent).status, running.post(sent).status] == [204, 204]


def test_json_and_gzip_are_taken(running: Running) -> None:
    assert running.post(body(), content_type="application/json").status == 204
    assert running.post(gzip.compress(body()), content_encoding="gzip").status == 204


FORGED: dict[str, str | None] = {
    "webhook_id": "0123456789abcdefghijkl",
    "webhook_timestamp": "1",
    "webhook_signature": "v1,AAAA",
}
SIGNED = body(token=None, key=SERVER.public)
LATE = {**FORGED, "webhook_signature": sign(SECRET, SIGNED_ID, b"1", SIGNED).decode()}
REFUSED: dict[str, tuple[bytes, dict[str, str | None]]] = {
    "malformed": (b"{", {}),
    "signature_invalid": (SIGNED, FORGED),
    "timestamp_out_of_range": (SIGNED, LATE),
    "quota_exceeded": (body(token=samples.token(SPENT_KEY.id)), {}),
    "event_name_reserved": (body(events=[{"name": "click"}]), {}),
    "credential_missing": (body(token=None), {}),
    "credential_unknown": (body(token="process.1.x.y"), {}),
    "origin_missing": (body(), {"origin": None}),
    "origin_not_allowed": (body(), {"origin": "https://evil.test"}),
    "key_revoked": (body(token=samples.token(REVOKED.id)), {}),
    "key_expired": (body(token=samples.token(EXPIRED.id)), {}),
    "token_retired": (body(token=samples.token(RETIRED.id)), {}),
    "scope_missing": (body(token=samples.token(UNSCOPED.id)), {}),
    "too_large": (b"x" * 1_000_000, {}),
    "unsupported_media_type": (body(), {"content_type": "image/png"}),
    "privacy_refused": (body(token=samples.token(OBEYS_KEY.id)), {"sec_gpc": "1"}),
    "stale": (body(age_ms=5 * samples.HOUR_MS), {}),
    "future": (body(age_ms=-samples.HOUR_MS), {}),
}


# What takes more than one POST, and the test that does it.
ELSEWHERE = {
    "rate_limited": "test_more_than_the_key_s_rate_is_429_with_a_time_to_wait",
    "body_timeout": "test_a_body_that_does_not_arrive_is_408",
    "headers_too_large": "test_a_head_that_is_too_large_is_431",
    "method_not_allowed": "test_other_methods_are_405",
    "not_found": "test_other_addresses_are_404",
    "kafka_unavailable": "test_a_killed_kafka_is_503_until_it_is_back",
}


def test_every_code_of_the_collector_is_asked_for() -> None:
    ours = {reason.code for reason in REASONS.values() if reason.where == "collector"}
    assert REFUSED.keys() | ELSEWHERE.keys() == ours
    sources = [Path(__file__), Path(__file__).with_name("test_durability.py")]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    assert [name for name in ELSEWHERE.values() if f"\ndef {name}(" not in text] == []


@pytest.mark.parametrize("code", REFUSED)
def test_refusals_are_problems_that_any_origin_may_read(running: Running, code: str) -> None:
    sent, headers = REFUSED[code]
    answer = running.post(sent, **headers)
    assert (answer.status, answer.code) == (REASONS[code].status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Retry-After"
    assert "access-control-allow-credentials" not in answer.headers


def test_refusals_of_a_recognised_project_are_on_topic_refused_and_counted(
    running: Running, kafka: str
) -> None:
    labels = f'project="{PROJECT.project}"'
    line = f'tally_collector_refused_total{{code="origin_not_allowed",key="{KEY.id}",{labels}}}'
    identity = "told-0123456789abcdefgh"
    assert running.post(body(identity), origin="https://told.test").status == 403
    deadline = time.monotonic() + 30
    while identity not in (found := {r.beacon_id: r for r in refused(kafka, PROJECT)}):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (found[identity].code, found[identity].origin) == (
        "origin_not_allowed",
        "https://told.test",
    )
    while not counted(running, line):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_more_than_the_key_s_rate_is_429_with_a_time_to_wait(running: Running) -> None:
    sent = body(token=samples.token(SLOW.id))
    assert running.post(sent).status == 204
    answer = running.post(sent)
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert 60 < int(answer.headers["retry-after"]) <= 120


def test_a_used_up_quota_is_429_until_midnight(running: Running) -> None:
    answer = running.post(body(token=samples.token(SPENT_KEY.id)))
    assert (answer.status, answer.code) == (429, "quota_exceeded")
    assert 0 < int(answer.headers["retry-after"]) <= 3_600


def test_a_key_that_cannot_be_decrypted_is_unknown_and_an_alarm(running: Running) -> None:
    answer = running.post(body(token=samples.token(FOREIGN.id)))
    assert (answer.status, answer.code) == (401, "credential_unknown")
    assert "cannot be decrypted" in running.log.read_text()


def test_a_bomb_is_too_large(running: Running) -> None:
    answer = running.post(gzip.compress(bytes(40 * 1024 * 1024)), content_encoding="gzip")
    assert answer.code == "too_large"


def test_an_endless_chunked_body_is_too_large(running: Running) -> None:
    head = b"POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    assert b" 413 " in exchange(running.port, head, chunk, chunk, chunk)


def test_a_body_that_does_not_arrive_is_408(running: Running) -> None:
    head = b"POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    answer = exchange(running.port, head, b"{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body_timeout" in answer


def test_a_head_that_is_too_large_is_431(running: Running) -> None:
    head = b"POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 32_768 + b"\r\n\r\n"
    assert b" 431 " in exchange(running.port, head)


@pytest.mark.parametrize("origin", ["https://shop.test", "https://evil.test", None])
def test_options_is_always_204(running: Running, origin: str | None) -> None:
    answer = running.ask("OPTIONS", INGEST, origin=origin)
    assert (answer.status, answer.headers["access-control-max-age"]) == (204, "86400")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", INGEST, "POST, OPTIONS"),
        ("DELETE", INGEST, "POST, OPTIONS"),
        ("POST", "/healthz", "GET, HEAD"),
        ("POST", f"/s/{PROJECT.project}.js", "GET, HEAD"),
        ("BREW", "/nowhere", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_other_methods_are_405(running: Running, method: str, path: str, allow: str) -> None:
    answer = running.ask(method, path)
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["allow"] == allow


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/metrics/", "/s/nobody.js", "/s/", "/%ff%00", "/s/../x"]
)
def test_other_addresses_are_404(running: Running, path: str) -> None:
    answer = running.ask("GET", path)
    assert (answer.status, answer.code) == (404, "not_found")


def test_healthz_answers_on_the_public_port(running: Running) -> None:
    assert running.ask("GET", "/healthz").body == b"alive\n"
    assert running.ask("HEAD", "/healthz").status == 200


def test_the_schema_of_the_beacon_is_served(running: Running) -> None:
    answer = running.ask("GET", "/api/v1/beacon.schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.body.decode() == beacon_schema.text()
    assert running.ask("HEAD", "/api/v1/beacon.schema.json").body == b""
    assert running.ask("POST", "/api/v1/beacon.schema.json").status == 405


def test_the_snippet_is_served_from_memory(running: Running) -> None:
    current = running.ask("GET", f"/s/{PROJECT.project}.js", accept_encoding="gzip")
    assert gzip.decompress(current.body).decode() == SNIPPET.javascript
    assert current.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=600"
    unchanged = running.ask(
        "GET",
        f"/s/{PROJECT.project}.js",
        accept_encoding="gzip",
        if_none_match=current.headers["etag"],
    )
    assert (unchanged.status, unchanged.body) == (304, b"")
    pinned = running.ask("GET", f"/s/{PROJECT.project}/{SNIPPET.sha256}.js")
    assert pinned.body.decode() == SNIPPET.javascript
    assert "immutable" in pinned.headers["cache-control"]
    head = running.ask("HEAD", f"/s/{PROJECT.project}.js")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(SNIPPET.javascript)))


def test_a_project_s_alias_is_an_address_like_the_others(running: Running) -> None:
    sent = {"content_type": "text/plain", "origin": "https://shop.test"}
    assert running.ask("POST", "/qmzrtk", body(), **sent).status == 204
    assert running.ask("POST", "/qmzrtk", b"{", **sent).code == "malformed"
    assert running.ask("OPTIONS", "/qmzrtk").status == 204
    assert running.ask("GET", "/qmzrtk").status == 405
    assert running.ask("GET", "/qmzrtl").status == 404
    for path in ("/qmzrtk.js", f"/qmzrtk/{SNIPPET.sha256}.js"):
        script = running.ask("GET", path, accept_encoding="gzip, br")
        assert script.headers["content-encoding"] == "br"
        assert bytes(cramjam.brotli.decompress(script.body)).decode() == SNIPPET.javascript


def test_new_keys_are_taken_and_revoked_ones_refused(running: Running, kafka: str) -> None:
    key = replace(KEY, id="process-new")
    sent = body(token=samples.token(key.id))
    assert running.post(sent).status == 401
    publish(kafka, key)
    assert eventually(running, sent, 204).status == 204
    publish(kafka, replace(key, revoked=True))
    assert eventually(running, sent, 403).code == "key_revoked"


def test_the_admin_listener_is_ready_and_counts(running: Running) -> None:
    assert ask(running.admin_port, "GET", "/readyz", None, {}).body == b"[]"
    line = 'tally_collector_answers_total{code="origin_missing",status="403"}'
    before = counted(running, line)
    running.post(body(), origin=None)
    deadline = time.monotonic() + 30
    while counted(running, line) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert counted(running, line) == before + 1


def counted(running: Running, line: str) -> float:
    text = ask(running.admin_port, "GET", "/metrics", None, {}).body.decode()
    rows = [row for row in text.splitlines() if row.startswith(line)]
    return float(rows[0].rpartition(" ")[2]) if rows else 0.0


def test_no_parameter_no_token_and_no_address_is_stored_or_logged(
    running: Running, kafka: str
) -> None:
    dirty = "https://u:c4n4ry@shop.test/p?token=c4n4ry#c4n4ry"
    page = {"url": dirty, "referrer": dirty, "title": "c4n4ry", "entry": {"url": dirty}}
    assert running.post(body("canary-0123456789abcdef", page=page)).status == 204
    records = b"".join(msgspec.json.encode(record) for _, record in stored(kafka, PROJECT))
    assert b"canary-0123456789abcdef" in records
    assert b"127.0.0.1" not in records
    for place in (records, running.log.read_bytes()):
        assert b"c4n4ry" not in place
        assert samples.token(KEY.id).encode() not in place
