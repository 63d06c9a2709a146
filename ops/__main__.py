"""`python -m ops`: run everything here, make the topics, write generated files.

Imports nothing outside the standard library until a command needs it: `run` starts under a bare Python.
"""

import os
import sys
from collections.abc import Mapping

from schemas.process.main import run as run_process

USAGE = """\
usage: python -m ops <command>
  run       start everything on this machine
  topics    create and verify the Kafka topics
  dev ...   Python of the development environment with these arguments
  test ...  bring what the tests need, then pytest with these arguments
  lock      write the lock files anew (needs the development environment)
"""


def main(arguments: list[str]) -> None:
    """Run one command and exit with its code; 64 (EX_USAGE) and the usage for anything else."""
    match arguments:
        case ["run"]:
            run_process(_run)
        case ["dev", *rest]:
            _dev(rest)
        case ["test", *rest]:
            _dev(["-m", "pytest", *rest], programs=True)
        case ["lock"]:
            _lock()
        case ["topics"]:
            run_process(_topics)
        case _:
            print(USAGE, end="", file=sys.stderr)
            sys.exit(64)


def _run(environ: Mapping[str, str]) -> int:
    from ops.run.main import main as run

    return run(environ)


def _dev(arguments: list[str], *, programs: bool = False) -> None:
    from ops import dev
    from ops.bootstrap import BootstrapError
    from ops.run.report import say

    if programs:
        dev.bring_programs(os.environ, say)
    try:
        dev.run(arguments, os.environ, say)
    except BootstrapError as error:
        sys.exit(str(error))


def _lock() -> None:
    from ops.lock import write_locks

    write_locks()


def _topics(environ: Mapping[str, str]) -> None:
    from ops.settings import TopicsSettings
    from ops.topics import ensure
    from schemas.process.common import CommonSettings
    from schemas.process.settings import read

    common, own = read(CommonSettings, environ), read(TopicsSettings, environ)
    ensure(common.kafka_bootstrap, common.partitions, own.replication_factor, common.env, print)


if __name__ == "__main__":
    main(sys.argv[1:])
