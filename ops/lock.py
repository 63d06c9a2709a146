"""Write the lock files anew (`make lock`): what pip and the local Kafka may install, with hashes.

uv's own lock names an index host on every line; its requirements export does not, and pip checks it.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.local.cache import write_whole
from ops.local.kafka_jars import LOCK_FILE, resolve_lock

ROOT = Path(__file__).parent.parent
# Lock file -> what of pyproject.toml it holds, as options of `uv export`.
REQUIREMENTS = {
    "requirements.lock": ("--no-dev",),
    "requirements-local.lock": ("--no-dev", "--extra", "local"),
    "requirements-dev.lock": ("--all-extras", "--all-groups"),
}
_EXPORT = ("export", "--quiet", "--format", "requirements-txt", "--no-emit-project", "--no-header")


def write_locks() -> None:
    """Resolve everything to its newest allowed version. Blocks on the network.

    Raises subprocess.CalledProcessError when uv finds no solution.
    """
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "pyproject.toml", folder)
        for name, options in REQUIREMENTS.items():
            write_whole(ROOT / name, _export(Path(folder), options))
    write_whole(LOCK_FILE, resolve_lock())


def _export(project: Path, options: tuple[str, ...]) -> str:
    command = (sys.executable, "-m", "uv", *_EXPORT, "--no-annotate", *options)
    done = subprocess.run(command, cwd=project, stdout=subprocess.PIPE, text=True, check=True)
    return f"# Written by `make lock` from pyproject.toml.\n{done.stdout}"
