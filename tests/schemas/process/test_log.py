"""Logs are JSON, one object a line, whatever is logged."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from schemas.process.log import JsonFormatter

SCRIPT = """
import logging
from schemas.process.log import configure
configure("sink", "warning")
logging.getLogger("a").info("quiet")
logging.getLogger("a.b").warning("two\\nlines", extra={"partition": 3})
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("a").exception("failed")
"""


def line(message: object, *args: object, **fields: object) -> dict[str, Any]:
    record = logging.makeLogRecord(
        {"msg": message, "args": args, "levelname": "WARNING", "name": "a.b", "created": 1.5}
        | fields
    )
    text = JsonFormatter("sink").format(record)
    assert "\n" not in text
    return dict(json.loads(text))


def test_a_line_says_when_how_grave_which_process_and_logger_and_what() -> None:
    assert line("%s of %d", "one", 2) == {
        "time": "1970-01-01T00:00:01.500+00:00",
        "level": "warning",
        "process": "sink",
        "logger": "a.b",
        "message": "one of 2",
    }


def test_extras_are_fields_of_their_own_and_come_last() -> None:
    logged = line("x", partition=3, codes=["a"], other={"k": None})
    assert list(logged)[-3:] == ["partition", "codes", "other"]
    assert (logged["partition"], logged["codes"], logged["other"]) == (3, ["a"], {"k": None})


@pytest.mark.parametrize("field", ["time", "level", "logger", "exception"])
def test_an_extra_does_not_take_the_place_of_a_field(field: str) -> None:
    failed = {"exc_info": (ValueError, ValueError("real"), None)}
    logged = line("x", **{**failed, field: "forged"})
    assert logged[field] != "forged"


@pytest.mark.parametrize(
    "hostile", ["a\nb", "a\r\nb", '"},{"level":"error', "\u2028\u2029\x00\x1b[2J", "\ud800"]
)
def test_hostile_text_stays_within_its_field(hostile: str) -> None:
    logged = line("%s", hostile, extra=hostile)
    assert (logged["message"], logged["extra"]) == (hostile, hostile)


def test_what_json_does_not_know_is_written_as_text() -> None:
    assert line(ValueError("odd"), extra={1})["extra"] == "{1}"


def test_an_exception_is_in_its_line() -> None:
    logged = line("x", exc_info=(ValueError, ValueError("odd"), None))
    assert logged["exception"] == "ValueError: odd"


def test_a_process_logs_to_standard_error_from_its_level_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    first, second = [json.loads(text) for text in done.stderr.splitlines()]
    assert (first["message"], first["partition"]) == ("two\nlines", 3)
    assert second["exception"].endswith("ZeroDivisionError: division by zero")
    assert done.stdout == ""
