"""What a request may bring: known host names, small bodies."""

from typing import Final

from flask import Flask

MAX_BODY_BYTES: Final = 256 * 1024
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def install(app: Flask, hosts: str) -> None:
    """Refuse other hosts (400) and larger bodies (413). `hosts`: comma separated, besides loopback."""
    named = [host.strip() for host in hosts.split(",") if host.strip()]
    app.config.update(
        TRUSTED_HOSTS=[*_LOOPBACK, *named],
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=200,
    )
