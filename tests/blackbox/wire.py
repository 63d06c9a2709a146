"""Beacons as anybody may send them, and the answers."""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

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
    request = Request(f"{stack.collector}/api/v1/metrics", raw, method="POST")
    for name, value in given.items():
        if value:
            request.add_header(name, value)
    try:
        with urlopen(request, timeout=10) as answer:
            return Answer(answer.status)
    except HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, json.loads(refusal.read())["code"])
