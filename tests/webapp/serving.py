"""The web app on a free port, for browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from prometheus_client import CollectorRegistry
from werkzeug.serving import make_server

from webapp.app import create_app
from webapp.parts import Parts


@contextmanager
def serving(parts: Parts) -> Iterator[str]:
    """Its address while it serves."""
    app = create_app(replace(parts, registry=CollectorRegistry()))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
