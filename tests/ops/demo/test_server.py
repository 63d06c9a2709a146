import http.client
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from threading import Thread

import pytest

from ops.demo.app import Shop
from ops.demo.layout import Carries
from ops.demo.server import ShopServer
from ops.local.ports import free_ports


@pytest.fixture
def server() -> Iterator[ShopServer]:
    shop = Shop(Carries("http://127.0.0.1:8001", "demo-shop"), lambda: 10_482)
    with ShopServer(shop, 0) as started:
        thread = Thread(target=started.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def connect(server: ShopServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)


def test_a_visitor_shops_over_one_connection(server: ShopServer) -> None:
    connection = connect(server)
    connection.request("POST", "/cart", "more=paper-lantern")
    added = connection.getresponse()
    added.read()
    cookie = added.headers["Set-Cookie"].split(";")[0]
    connection.request("GET", "/cart?from=mail", headers={"Cookie": f"theme=dark; {cookie}"})
    assert b"Paper lantern" in connection.getresponse().read()
    connection.request("HEAD", "/about")
    assert connection.getresponse().read() == b""
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"alive\n"
    connection.close()


@pytest.mark.parametrize("length", ["5000", "-1", "x"])
def test_a_form_that_is_too_large_is_refused(server: ShopServer, length: str) -> None:
    connection = connect(server)
    connection.putrequest("POST", "/cart")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_it_binds_loopback(server: ShopServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_process_serves_until_it_is_told_to_stop(server: ShopServer) -> None:
    port = free_ports(("demo",))["demo"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ops.demo"],
        env={"TALLY_DEMO_PORT": str(port), "TALLY_DEMO_PROJECT": "other"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert '"message": "serving"' in process.stderr.readline()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert b"/s/other.js" in answer.read()
    process.terminate()
    assert process.wait(10) == 0
    process.stderr.close()


def test_a_taken_port_is_said_with_its_setting(server: ShopServer) -> None:
    environment = {"TALLY_DEMO_PORT": str(server.server_port)}
    command = [sys.executable, "-m", "ops.demo"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "TALLY_DEMO_PORT" in ended.stderr
