"""What the configurations of all our Kafka clients share (librdkafka's CONFIGURATION.md)."""

from typing import Any, Final

Config = dict[str, Any]

RECONNECT_MAX_MS: Final = 500


def client(bootstrap: str, client_id: str) -> Config:
    """The beginning of a configuration.

    Back within a second when a broker is back: with librdkafka's own pauses of up to 10 s each further
    connection that does not live longer than that doubles the pause before the next, even where nothing
    failed. Critical lines only: each failed attempt would be one, and who owns the client says it once.
    """
    return {
        "bootstrap.servers": bootstrap,
        "client.id": client_id,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": RECONNECT_MAX_MS,
        "log_level": 2,
    }
