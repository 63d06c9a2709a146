"""The visitor's sockets."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import urlencode

from ops.demo.cart import COOKIE
from ops.demo.visitor.delivery import Answer
from ops.demo.visitor.people import Person

TIMEOUT_S: Final = 10.0
# What a socket or a half-written answer may raise; URLError is an OSError.
_NETWORK: Final = (OSError, http.client.HTTPException)

# The address is given to us: a proxy of this machine's environment has no part in it.
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: where a form leads to is for the visit to decide."""

    def redirect_request(self, *_: Any) -> None:
        return None


_STAYING: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Staying)


class Unreachable(Exception):
    """Retry: the page or script is not to be had at the moment; the text says why."""


def get(url: str, person: Person, cart: str = "") -> str:
    """The text at `url`, asked for as the person's browser does. Raises Unreachable."""
    request = urllib.request.Request(url, headers={**_headers(person), **_cookie(cart)})
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as response:
            raw: bytes = response.read()
            return raw.decode()
    except _NETWORK as error:
        raise Unreachable(f"{url}: {_why(error)}") from error


def send(url: str, fields: Mapping[str, str], person: Person, cart: str) -> str:
    """Send a form and give the cart's cookie from then on. Raises Unreachable."""
    headers = {**_headers(person), **_cookie(cart)}
    request = urllib.request.Request(url, urlencode(fields).encode(), headers)
    try:
        with _STAYING.open(request, timeout=TIMEOUT_S) as response:
            raise Unreachable(f"{url}: {response.status}")
    except urllib.error.HTTPError as answer:  # the shop answers forms with 303
        with answer:
            kept = SimpleCookie(answer.headers["Set-Cookie"] or "").get(COOKIE)
        return kept.value if kept else cart
    except _NETWORK as error:
        raise Unreachable(f"{url}: {_why(error)}") from error


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts beacons from a page of `origin` with the person's browser."""

    url: str
    origin: str
    person: Person

    def post(self, beacon: dict[str, Any]) -> Answer:
        """One attempt; never raises for what the network does."""
        request = urllib.request.Request(self.url, json.dumps(beacon).encode(), self._own_headers())
        try:
            with _OPENER.open(request, timeout=TIMEOUT_S) as response:
                return Answer(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _seconds(error.headers["Retry-After"]), f"{error.code}")
        except _NETWORK as error:
            return Answer(0, 0.0, _why(error))

    def _own_headers(self) -> dict[str, str]:
        """What a browser adds to a cross-origin fetch of text."""
        return {
            **_headers(self.person),
            "Content-Type": "text/plain;charset=UTF-8",
            "Origin": self.origin,
            "Referer": f"{self.origin}/",
            "Sec-Fetch-Dest": "empty",
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Site": "same-site",
        }


def _cookie(cart: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={cart}"} if cart else {}


def _headers(person: Person) -> dict[str, str]:
    language = person.language
    return {
        "User-Agent": person.user_agent,
        "Accept": "*/*",
        "Accept-Language": f"{language},{language[:2]};q=0.8",
    }


def _seconds(retry_after: str | None) -> float:
    """RFC 9110 10.2.3; the collector sends seconds, never a date."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else 0.0


def _why(error: Exception) -> str:
    """The cause alone: urllib wraps what the socket said."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return (cause.strerror if isinstance(cause, OSError) else "") or str(cause)
