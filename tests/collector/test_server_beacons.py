"""A running collector takes beacons of servers, as docs/server-beacons.md shows."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

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


Sign = Callable[[str, str, datetime, str], str]


def by_pypi(secret: str, identity: str, at: datetime, body: str) -> str:
    return str(Webhook(secret).sign(identity, at, body))


@pytest.fixture(scope="module")
def by_npm(tmp_path_factory: pytest.TempPathFactory) -> Sign:
    """The npm library's signature, by Node."""
    folder = tmp_path_factory.mktemp("webhooks") / "library"
    shutil.copytree(Path(__file__).parent / "webhooks", folder)
    subprocess.run(("npm", "ci", "--silent"), cwd=folder, check=True)

    def sign(secret: str, identity: str, at: datetime, body: str) -> str:
        command = ("node", "sign.mjs", secret, identity, str(int(at.timestamp())), body)
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=True
        ).stdout

    return sign


def post(
    running: Running,
    identity: str,
    zipped: bool = False,
    secret: str = SECRET,
    sign: Sign = by_pypi,
) -> Answer:
    body = samples.body(id=identity, token=None, key=PUBLIC, events=[{"name": "order_paid"}])
    now = datetime.now(UTC)
    coding = {"content_encoding": "gzip"} if zipped else {}
    return running.post(
        gzip.compress(body) if zipped else body,
        content_type="application/json",
        origin=None,
        webhook_id=identity,
        webhook_timestamp=str(int(now.timestamp())),
        webhook_signature=sign(secret, identity, now, body.decode()),
        **coding,
    )


def sources(kafka: str) -> dict[str, str]:
    return {record.id: record.source for _, record in stored(kafka, PROJECT)}


@pytest.mark.parametrize("zipped", [False, True])
def test_the_stock_library_signs_unchanged(running: Running, kafka: str, zipped: bool) -> None:
    identity = f"signed-0123456789abcdef-{zipped}"
    assert post(running, identity, zipped).status == 204
    assert sources(kafka)[identity] == "server"


def test_the_stock_npm_library_signs_unchanged(running: Running, kafka: str, by_npm: Sign) -> None:
    identity = "signed-by-npm-0123456789"
    assert post(running, identity, sign=by_npm).status == 204
    assert sources(kafka)[identity] == "server"
    other = secret_text(b"w" * 32)
    assert post(running, "wrong-by-npm-0123456789", secret=other, sign=by_npm).status == 401


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
