"""One real Pushgateway: found on PATH or Debian's, unpacked in the cache."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from ops.local import apt
from ops.local.cache import published
from ops.local.process import Child

_PACKAGE = "prometheus-pushgateway"


def binary(environ: Mapping[str, str], cache: Path, say: Callable[[str], None]) -> Path:
    """The Pushgateway to run. May block on the network. Raises AptError when there is none."""
    for name in ("pushgateway", _PACKAGE):
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            return Path(found)
    folder = published(
        cache / "pushgateway", lambda unfinished: apt.unpack(_PACKAGE, unfinished, say)
    )
    return folder / "usr/bin" / _PACKAGE


def prepare(program: Path, port: int) -> Child:
    """A Pushgateway on 127.0.0.1:`port` that keeps everything in memory."""
    command = (str(program), f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn")
    return Child("pushgateway", command, {}, f"http://127.0.0.1:{port}/-/ready")
