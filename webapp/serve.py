"""`python -m webapp serve`: gunicorn in this process, one worker with threads, its admin listener.

One worker, because metrics, the shared looks at Prometheus and readiness are then the process' own;
the work is waiting for databases. More of it: more of these processes.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from schemas.process import log
from schemas.process.admin import AdminListener
from schemas.process.common import CommonSettings
from schemas.process.settings import read
from webapp import parts
from webapp.app import create_app
from webapp.db.readiness import faults
from webapp.settings import DatabaseSettings, WebSettings

_TIMEOUT_SECONDS: Final = 30
_GRACE_SECONDS: Final = 5


def run(environ: Mapping[str, str]) -> None:
    """Serve until SIGTERM. Raises SettingError."""
    common, web = read(CommonSettings, environ), read(WebSettings, environ)
    database = read(DatabaseSettings, environ)
    log.configure("webapp", common.log_level)
    Server(common, web, database).run()


class JsonLogger(Logger):  # type: ignore[misc]
    """gunicorn's words in the process' own log."""

    def setup(self, cfg: Any) -> None:
        self.error_log = logging.getLogger("gunicorn")
        self.access_log = logging.getLogger("gunicorn.access")
        self.access_log.disabled = True

    def reopen_files(self) -> None:
        """There are none."""

    def close_on_exec(self) -> None:
        """There are none."""


class Server(BaseApplication):  # type: ignore[misc]
    """The parts are built in the worker: nothing that connects lives through a fork."""

    def __init__(
        self, common: CommonSettings, web: WebSettings, database: DatabaseSettings
    ) -> None:
        self._common, self._web, self._database = common, web, database
        self._listener: AdminListener | None = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"{self._web.host}:{self._web.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": self._web.threads,
            "preload_app": False,
            # On by default, at one path for all gunicorns of a user.
            "control_socket_disable": True,
            "timeout": _TIMEOUT_SECONDS,
            "graceful_timeout": _GRACE_SECONDS,
            "logger_class": JsonLogger,
            "worker_exit": self._close,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        wired = parts.build(self._web, self._database)
        app = create_app(wired)
        self._listener = AdminListener(
            self._common.admin_host,
            self._web.admin_port,
            wired.registry,
            lambda: faults(wired.engine),
        )
        return app

    def _close(self, server: Any, worker: Any) -> None:
        if self._listener:
            self._listener.close()
