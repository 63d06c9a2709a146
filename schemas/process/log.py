"""JSON logs: one object a line on standard error, times in UTC.

Fields are passed as `extra={...}`; nothing visitors sent and no secret belongs into a log.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """`{"time", "level", "process", "logger", "message", ...extra}` on one line.

    An extra never takes the place of one of these five or of `exception`: it is left out.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        extras = {k: v for k, v in vars(record).items() if k not in _STANDARD}
        return json.dumps({**line, **extras, **line}, default=str)


def configure(process: str, level: str) -> None:
    """Send every logger of this process to standard error as JSON. `level`: debug ... critical."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(process))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
