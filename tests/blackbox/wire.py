"""Beacons as anybody may send them, and the answers."""

import json
import re
import secrets
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from tests.blackbox.stack import PROJECT, Stack

USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"


@dataclass(frozen=True)
class Answer:
    """`code` is the member of problem+json, empty for an answer without one."""

    status: int
    code: str = ""


def token(stack: Stack) -> str:
    """What a page of the demo carries, read from the script it loads."""
    with urlopen(f"{stack.collector}/s/{PROJECT}.js", timeout=10) as answer:
        found = re.search(r'"token":"([^"]+)"', answer.read().decode())
    assert found
    return found[1]


def beacon(stack: Stack, **different: Any) -> dict[str, Any]:
    """A good beacon with one page view, or what is to be different about it."""
    return {
        "id": secrets.token_hex(16),
        "token": token(stack),
        "page": {"url": f"{stack.demo}/lamps"},
        "events": [{"name": "page_view"}],
        **different,
    }


def post(stack: Stack, body: object, **headers: str) -> Answer:
    """POST `body` (bytes as they are, all else as JSON) from a page of the demo unless told otherwise.

    A header with an empty value is left out.
    """
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Origin": stack.demo, "Content-Type": "text/plain", "User-Agent": USER_AGENT}
    given = named | {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in given.items() if value}
    with closing(HTTPConnection(urlsplit(stack.collector).netloc, timeout=10)) as connection:
        # A body that is too large is refused before it is read: the answer is there all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request("POST", "/api/v1/metrics", raw, sent)
        answer = connection.getresponse()
        text = answer.read()
    return Answer(answer.status, json.loads(text)["code"] if text else "")
