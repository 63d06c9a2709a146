"""The visitor's process in a real shop, before a real endpoint."""

import subprocess
import sys
from collections.abc import Iterator
from threading import Thread

import pytest

from codegen.snippet import snippet
from ops.demo.app import Shop
from ops.demo.layout import Carries
from ops.demo.server import ShopServer
from tests.browser.servers import Answer, Endpoint, serve_endpoint

TOKEN = "tlk_0123456789abcdefghij.1.0a1b2c3d.c2lnbmF0dXJl"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serve_endpoint() as started:
        made = snippet(f"{started.url}/api/v1/metrics", TOKEN, [])
        started.scripts["/s/demo-shop.js"] = made.javascript
        yield started


@pytest.fixture
def shop(endpoint: Endpoint) -> Iterator[str]:
    with ShopServer(Shop(Carries(endpoint.url, "demo-shop"), lambda: 10_482), 0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def start(shop: str, **environ: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "ops.demo.visitor"],
        env={"TALLY_DEMO_URL": shop, "TALLY_DEMO_RATE": "50", **environ},
        stderr=subprocess.PIPE,
        text=True,
    )


def stop(visitor: "subprocess.Popen[str]") -> str:
    visitor.terminate()
    _, said = visitor.communicate(timeout=10)
    assert visitor.returncode == 0
    return said


def test_visits_arrive_as_browsers_send_them(endpoint: Endpoint, shop: str) -> None:
    visitor = start(shop, http_proxy="http://127.0.0.1:9")
    beacons = endpoint.wait(60)
    stop(visitor)
    headers = endpoint.arrivals[0].headers
    assert headers["Origin"] == shop
    assert headers["Content-Type"] == "text/plain;charset=UTF-8"
    assert headers["User-Agent"].startswith("Mozilla/5.0 (")
    assert {beacon["token"] for beacon in beacons} == {TOKEN}
    assert len({beacon["id"] for beacon in beacons}) == 60
    assert len({beacon["page"]["url"] for beacon in beacons}) > 5
    assert len({arrival.headers["User-Agent"] for arrival in endpoint.arrivals}) > 3


def test_it_says_that_the_collector_is_away_and_goes_on_with_the_same_beacon(
    endpoint: Endpoint, shop: str
) -> None:
    endpoint.answers = [Answer(503, {"Retry-After": "1"}), Answer(0), Answer(204)]
    visitor = start(shop)
    beacons = endpoint.wait(5)
    said = stop(visitor)
    assert len({beacon["id"] for beacon in beacons[:3]}) == 1
    assert beacons[1]["age_ms"] >= 1000
    assert "the collector is away (503)" in said
    assert "the collector answers again" in said


def test_a_refused_token_is_said_and_no_beacon_follows_at_once(
    endpoint: Endpoint, shop: str
) -> None:
    endpoint.answers = [Answer(403)]
    visitor = start(shop)
    endpoint.wait(1)
    assert visitor.stderr is not None
    lines = iter(visitor.stderr.readline, "")
    assert any("refuses the snippet's token" in line for line in lines)
    stop(visitor)
    assert len(endpoint.arrivals) == 1


def test_it_waits_for_a_snippet_that_is_not_there_yet(endpoint: Endpoint, shop: str) -> None:
    made = endpoint.scripts.pop("/s/demo-shop.js")
    visitor = start(shop)
    assert visitor.stderr is not None
    lines = iter(visitor.stderr.readline, "")
    assert any("demo-shop.js" in line for line in lines)
    endpoint.scripts["/s/demo-shop.js"] = made
    endpoint.wait(1)
    stop(visitor)


def test_it_stops_while_the_collector_is_silent(endpoint: Endpoint, shop: str) -> None:
    endpoint.held = True
    visitor = start(shop)
    endpoint.wait(1)
    stop(visitor)
    endpoint.release()


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "TALLY_DEMO_URL is required"),
        ({"TALLY_DEMO_URL": "http://127.0.0.1:9", "TALLY_DEMO_RATE": "0"}, "TALLY_DEMO_RATE"),
        ({"TALLY_DEMO_URL": "http://127.0.0.1:9", "TALLY_DEMO_RATE": "nan"}, "TALLY_DEMO_RATE"),
        ({"TALLY_DEMO_URL": "http://127.0.0.1:9", "TALLY_DEMO_RATE": "many"}, "TALLY_DEMO_RATE"),
    ],
)
def test_a_bad_setting_is_named(environ: dict[str, str], named: str) -> None:
    command = [sys.executable, "-m", "ops.demo.visitor"]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 78
    assert named in ended.stderr
