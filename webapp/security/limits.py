"""What a request may bring: known host names, small bodies, believable proxies."""

from typing import Final
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.settings import WebSettings

MAX_BODY_BYTES: Final = 256 * 1024
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def install(app: Flask, settings: WebSettings) -> None:
    """Refuse other hosts (400) and larger bodies (413); believe as many proxies as there are."""
    named = [host.strip() for host in settings.hosts.split(",") if host.strip()]
    public = urlsplit(settings.public_url).hostname or ""
    app.config.update(
        TRUSTED_HOSTS=["127.0.0.1", "localhost", "[::1]", public, *named],
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=400,
    )
    if settings.proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)
        app.wsgi_app = fixed  # type: ignore[method-assign]
