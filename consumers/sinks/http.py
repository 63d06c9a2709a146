"""One kept connection to a server, with the headers that every request to it carries."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from schemas.process.errors import Retry

TIMEOUT_SECONDS: Final = 30.0


class Answer(NamedTuple):
    """`retry_after` is the header's text, empty without one."""

    status: int
    retry_after: str
    text: str


class Connection:
    """Blocking; not thread-safe. `url` may have a path, which every request's path is put behind."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        self._base = parts.path.rstrip("/")
        self._headers = dict(headers or {})

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """The answer to one request; header names are written with underscores. Raises Retry when
        nobody answers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, self._base + path, body, {**self._headers, **named})
            response = self._connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise Retry(f"the target is away: {error}", 0.5) from error
        return Answer(response.status, response.headers.get("Retry-After") or "", text)

    def close(self) -> None:
        self._connection.close()
