"""Where the tests' real parts come from: TALLY_TEST_PARTS=auto|local|docker."""

import shutil
import subprocess
from collections.abc import Mapping
from typing import Literal, get_args

Choice = Literal["auto", "local", "docker"]
Source = Literal["local", "docker"]


def source(environ: Mapping[str, str]) -> Source:
    """Docker where it answers, the local launcher where not, or what TALLY_TEST_PARTS says.

    Raises ValueError for any other word.
    """
    match environ.get("TALLY_TEST_PARTS", "auto"):
        case "auto":
            return "docker" if docker_answers() else "local"
        case "local":
            return "local"
        case "docker":
            return "docker"
        case other:
            raise ValueError(
                f"TALLY_TEST_PARTS must be one of {', '.join(get_args(Choice))}, not {other!r}"
            )


def docker_answers() -> bool:
    """Whether a Docker daemon is there and answers within ten seconds."""
    if not shutil.which("docker"):
        return False
    try:
        done = subprocess.run(
            ("docker", "version", "--format", "{{.Server.Version}}"),
            capture_output=True,
            timeout=10,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
