"""The declared topics on a test's broker."""

from ops.topics import ensure


def create_topics(bootstrap: str, partitions: int = 4) -> None:
    """Create the topics of schemas/topics.py, split into `partitions`; those that exist must match."""
    ensure(bootstrap, partitions, 1, "development", print)
