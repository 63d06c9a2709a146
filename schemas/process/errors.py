"""Errors sorted by the reaction they ask for; foreign errors are translated once, at the edge.

ProcessError
|-- Retry            the same call may succeed; carries the pause in seconds
|-- SlowDown         the other side asks for a pause (Retry-After)
|-- Reject           this one message is refused with a code of schemas.reasons
|-- DeadLetter       this one record can never be handled: set aside, counted, bounded
`-- Stop             the process must end; its supervisor or a person decides
"""


class ProcessError(Exception):
    """Root of the tree; only its branches are raised."""


class Retry(ProcessError):
    """The same call may succeed after `after` seconds."""

    def __init__(self, text: str, after: float = 0.0) -> None:
        super().__init__(text)
        self.after = after


class SlowDown(Retry):
    """The other side asked for a pause of `after` seconds, which wins over our own backoff."""


class Reject(ProcessError):
    """This one message is refused; `code` is a key of schemas.reasons.REASONS."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class DeadLetter(ProcessError):
    """This one record can never be handled."""


class Stop(ProcessError):
    """Going on would lose or double something; the text says what a person can do."""
