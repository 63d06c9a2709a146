"""`python -m ops`: run everything here, make the topics, write generated files.

Imports nothing outside the standard library until a command needs it: `run` starts under a bare Python.
"""

import os
import sys
from collections.abc import Callable, Mapping

from schemas.process.main import run as run_process

USAGE = """\
usage: python -m ops <command>
  run       start everything on this machine
  topics    create and verify the Kafka topics
  ready URL 0 when what listens there is ready (health checks of containers)
  secrets   make the secrets of docker-compose.yml
  dev ...   Python of the development environment with these arguments
  test ...  bring what the tests need, then pytest with these arguments
  grafana   write the dashboards anew
  settings  write .env.example and the generated pages of docs/ anew
  lock      write the lock files anew
"""
EX_USAGE = 64  # sysexits.h


def main(arguments: list[str]) -> None:
    """Run one command and exit with its code; 64 and the usage for anything else."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(USAGE, end="", file=sys.stderr)
        sys.exit(EX_USAGE)
    command(arguments[1:])


def _run(_arguments: list[str]) -> None:
    def start(environ: Mapping[str, str]) -> int:
        from ops.run.main import main as run

        return run(environ)

    run_process(start)


def _topics(_arguments: list[str]) -> None:
    def start(environ: Mapping[str, str]) -> None:
        from ops.settings import TopicsSettings
        from ops.topics import ensure
        from schemas.process.common import CommonSettings
        from schemas.process.settings import read

        common, own = read(CommonSettings, environ), read(TopicsSettings, environ)
        ensure(common.kafka_bootstrap, common.partitions, own.replication_factor, common.env, print)

    run_process(start)


def _dev(arguments: list[str]) -> None:
    from ops import dev
    from ops.bootstrap import BootstrapError
    from ops.run.report import say

    try:
        dev.run(arguments, os.environ, say)
    except BootstrapError as error:
        sys.exit(str(error))


def _test(arguments: list[str]) -> None:
    from ops.dev import bring_programs, pytest
    from ops.run.report import say

    bring_programs(os.environ, say)
    _dev(pytest(arguments))


def _ready(arguments: list[str]) -> None:
    from ops.local.ready import is_ready

    sys.exit(0 if arguments and all(is_ready(address) for address in arguments) else 1)


def _secrets(_arguments: list[str]) -> None:
    from ops.secrets import FOLDER, write

    print(f"{FOLDER}: made {', '.join(write()) or 'nothing, all are there'}")


def _grafana(_arguments: list[str]) -> None:
    from ops.grafana.files import write

    sys.exit("\n".join(write()) or 0)


def _settings(_arguments: list[str]) -> None:
    from ops.reference import write

    write()


def _lock(_arguments: list[str]) -> None:
    from ops.lock import write_locks

    write_locks()


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "run": _run,
    "topics": _topics,
    "ready": _ready,
    "secrets": _secrets,
    "dev": _dev,
    "test": _test,
    "grafana": _grafana,
    "settings": _settings,
    "lock": _lock,
}

if __name__ == "__main__":
    main(sys.argv[1:])
