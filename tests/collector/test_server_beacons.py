"""A running collector takes beacons of servers, as docs/server-beacons.md shows."""

import gzip
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from standardwebhooks import Webhook

from schemas.records.control import KeySecret
from schemas.signatures import secret_text
from tests.collector import samples
from tests.collector.running import (
    ROOT,
    Answer,
    Running,
    collector,
    publish,
    settings,
    stored,
    tenant,
)

KEY_BYTES = bytes(range(32))
SECRET = secret_text(KEY_BYTES)
PROJECT, PAGES = tenant("server-beacons")
PUBLIC = "tlk_0123456789abcdefghij"
KEY = msgspec.structs.replace(
    PAGES,
    public=PUBLIC,
    scopes=("ingest:server",),
    secrets=(KeySecret(samples.RING.encrypt(KEY_BYTES)),),
)


@pytest.fixture(scope="module")
def running(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    publish(kafka, PROJECT, KEY)
    with collector(settings(kafka), tmp_path_factory.mktemp("collector")) as made:
        yield made


def post(running: Running, identity: str, zipped: bool = False, secret: str = SECRET) -> Answer:
    body = samples.body(id=identity, token=None, key=PUBLIC, events=[{"name": "order_paid"}])
    now = datetime.now(UTC)
    coding = {"content_encoding": "gzip"} if zipped else {}
    return running.post(
        gzip.compress(body) if zipped else body,
        content_type="application/json",
        origin=None,
        webhook_id=identity,
        webhook_timestamp=str(int(now.timestamp())),
        webhook_signature=Webhook(secret).sign(identity, now, body.decode()),
        **coding,
    )


def sources(kafka: str) -> dict[str, str]:
    return {record.id: record.source for _, record in stored(kafka, PROJECT)}


@pytest.mark.parametrize("zipped", [False, True])
def test_the_stock_library_signs_unchanged(running: Running, kafka: str, zipped: bool) -> None:
    identity = f"signed-0123456789abcdef-{zipped}"
    assert post(running, identity, zipped).status == 204
    assert sources(kafka)[identity] == "server"


def test_the_secret_works_as_bearer(running: Running, kafka: str) -> None:
    identity = "bearer-0123456789abcdef"
    body = samples.body(id=identity, token=None, events=[{"name": "order_paid"}])
    headers = {"Authorization": f"Bearer {PUBLIC}.{SECRET}", "Content-Type": "application/json"}
    address = f"http://127.0.0.1:{running.port}/api/v1/metrics"
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
        assert answer.status == 204
    assert sources(kafka)[identity] == "server"


def test_the_documented_example_is_stored(running: Running, kafka: str) -> None:
    page = (ROOT / "docs" / "server-beacons.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    before = len(sources(kafka))
    environ = {
        **os.environ,
        "TALLY_KEY": PUBLIC,
        "TALLY_SECRET": SECRET,
        "TALLY_COLLECTOR_URL": f"http://127.0.0.1:{running.port}",
    }
    done = subprocess.run(
        (sys.executable, "-c", example), env=environ, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("204\n", "")
    assert len(sources(kafka)) == before + 1


def test_a_refusal_says_why_and_no_secret_is_ever_shown(running: Running) -> None:
    wrong = secret_text(b"w" * 32)
    answers = [
        post(running, "wrong-0123456789abcdefg", secret=wrong),
        running.post(samples.body(token=None), authorization=f"Bearer {PUBLIC}.{wrong}"),
        running.post(samples.body(token=None), authorization=f"Basic {PUBLIC}.{SECRET}"),
        running.post(samples.body(token=None, key=PUBLIC, events=[]), authorization=SECRET),
    ]
    codes = [(answer.status, answer.code) for answer in answers]
    assert codes == [
        (401, "signature_invalid"),
        (401, "credential_unknown"),
        (401, "credential_unknown"),
        (400, "malformed"),
    ]
    shown = running.log.read_text() + "".join(f"{answer}" for answer in answers)
    for secret in (SECRET, wrong):
        assert secret.removeprefix("whsec_") not in shown
