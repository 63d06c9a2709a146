"""A jar that is not the locked one is refused, after download and before use."""

import hashlib
from pathlib import Path

import pytest

from ops.local.kafka_jars import (
    ENDPOINTS,
    LOCK_FILE,
    Jar,
    LockError,
    parse_lock,
    verify,
    verify_file,
)

GOOD = Jar("org.example", "tool", "1.0", hashlib.sha256(b"good").hexdigest())


def test_the_lock_holds_the_endpoints_and_no_host() -> None:
    text = LOCK_FILE.read_text(encoding="utf-8")
    names = {f"{jar.group}:{jar.artifact}:{jar.version}" for jar in parse_lock(text)}
    assert set(ENDPOINTS) <= names
    assert "//" not in text


@pytest.mark.parametrize(
    "line", ["org.example:tool:1.0", "org.example:tool abcd", "org.example:tool:1.0 abcd", "x"]
)
def test_a_line_that_pins_nothing_is_refused(line: str) -> None:
    with pytest.raises(LockError, match=r"kafka\.lock: cannot read"):
        parse_lock(line)


def test_the_locked_jars_pass(tmp_path: Path) -> None:
    (tmp_path / GOOD.file_name).write_bytes(b"good")
    verify(tmp_path, (GOOD,))


def test_a_jar_with_another_hash_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / GOOD.file_name
    path.write_bytes(b"evil")
    with pytest.raises(LockError, match=r"tool-1\.0\.jar: sha256 is .* kafka\.lock says"):
        verify(tmp_path, (GOOD,))
    with pytest.raises(LockError, match=r"tool-1\.0\.jar"):
        verify_file(path, GOOD)


def test_a_missing_jar_and_one_too_many_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LockError, match=r"missing or foreign files \['tool-1\.0\.jar'\]"):
        verify(tmp_path, (GOOD,))
    (tmp_path / GOOD.file_name).write_bytes(b"good")
    (tmp_path / "extra.jar").write_bytes(b"")
    with pytest.raises(LockError, match=r"missing or foreign files \['extra\.jar'\]"):
        verify(tmp_path, (GOOD,))
