"""Is that process ready? Asked from outside, once per call."""

import http.client
import socket
import struct
from urllib.parse import urlsplit

_TIMEOUT_S = 1.0
# Kafka protocol: ApiVersions (key 18) version 0, correlation 1, client id "ready".
_API_VERSIONS = struct.pack(">hhih5s", 18, 0, 1, 5, b"ready")


def is_ready(address: str) -> bool:
    """Whether what listens at `address` answers now; waits a second at most.

    http://host:port/path must answer 200; kafka://host:port must answer an ApiVersions request;
    tcp://host:port must accept. An empty address is ready as soon as its process lives.
    """
    if not address:
        return True
    url = urlsplit(address)
    host, port = url.hostname or "127.0.0.1", url.port or 0
    try:
        return _PROBES[url.scheme](host, port, url.path)
    except (OSError, http.client.HTTPException):
        return False


def _http(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", path or "/")
        return connection.getresponse().status == http.client.OK
    finally:
        connection.close()


def _kafka(host: str, port: int, _path: str) -> bool:
    with socket.create_connection((host, port), timeout=_TIMEOUT_S) as connection:
        connection.sendall(struct.pack(">i", len(_API_VERSIONS)) + _API_VERSIONS)
        return len(connection.recv(4)) > 0


def _tcp(host: str, port: int, _path: str) -> bool:
    socket.create_connection((host, port), timeout=_TIMEOUT_S).close()
    return True


_PROBES = {"http": _http, "kafka": _kafka, "tcp": _tcp}
