"""The declared topics on a test's broker."""

import time
from collections.abc import Iterable

from confluent_kafka.admin import AdminClient

from ops.topics import ensure
from schemas.topics import TOPICS


def create_topics(bootstrap: str, partitions: int = 4) -> None:
    """Create the topics of schemas/topics.py, split into `partitions`; those that exist must match."""
    ensure(bootstrap, partitions, 1, "development", print)
    wait_until_shown(bootstrap, TOPICS)


def wait_until_shown(bootstrap: str, names: Iterable[str]) -> None:
    """A broker shows a topic a moment after its controller has made it."""
    admin, wanted = AdminClient({"bootstrap.servers": bootstrap}), set(names)
    deadline = time.monotonic() + 30
    while not wanted <= set(admin.list_topics(timeout=20).topics):
        assert time.monotonic() < deadline, f"{wanted} are not all there"
        time.sleep(0.02)
