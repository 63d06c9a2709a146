"""A request that Prometheus refuses because of single samples: halve it until only those are left."""

from collections.abc import Callable, Sequence

from schemas.process.errors import Reject

Send = Callable[[Sequence[bytes]], None]


def send_all(rows: Sequence[bytes], send: Send) -> list[bytes]:
    """Send every row that is accepted; the isolated rows. Whatever `send` raises but Reject passes on.

    Rows sent twice are harmless: Prometheus accepts an identical sample again.
    """
    if not rows:
        return []
    try:
        send(rows)
    except Reject:
        if len(rows) == 1:
            return list(rows)
        half = len(rows) // 2
        return send_all(rows[:half], send) + send_all(rows[half:], send)
    return []
