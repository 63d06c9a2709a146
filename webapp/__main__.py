"""`python -m webapp serve|migrate|snippets|seed|canary|outbox|live|openapi`."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from schemas.process.main import run

# Each command loads only its own part.
COMMANDS: Final = {
    "serve": "webapp.serve",
    "migrate": "webapp.db.process",
    "snippets": "webapp.snippets.process",
    "seed": "webapp.seed.process",
    "canary": "webapp.seed.canary_process",
    "outbox": "webapp.outbox.process",
    "live": "webapp.live.process",
    "openapi": "webapp.api.openapi",
}


def main(arguments: list[str]) -> None:
    """Run the one command named; exits with the usage for anything else."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.exit(f"usage: python -m webapp {'|'.join(COMMANDS)}")
    start: Callable[[Mapping[str, str]], int | None] = import_module(COMMANDS[arguments[0]]).run
    run(start)


if __name__ == "__main__":
    main(sys.argv[1:])
