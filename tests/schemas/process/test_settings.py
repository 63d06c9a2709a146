"""A process starts with every setting well formed or not at all, and no secret leaves a Secret."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import msgspec
import pytest

from schemas.process.common import CommonSettings
from schemas.process.log import JsonFormatter
from schemas.process.settings import (
    Declaration,
    Secret,
    SettingError,
    declarations,
    read,
    setting,
)

HIDDEN = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Sample:
    """One setting of each type."""

    keys: Secret = setting("TALLY_KEYS", "what opens things")
    text: str = setting("TALLY_TEXT", "a text", default="plain")
    count: int = setting("TALLY_COUNT", "how many", default=3, least=1)
    share: float = setting("TALLY_SHARE", "how much", default=0.5)
    loud: bool = setting("TALLY_LOUD", "whether to shout", default=False)
    color: str = setting("TALLY_COLOR", "which", default="red", choices=("red", "blue"))
    folder: Path | None = setting("TALLY_FOLDER", "where", default=None)
    port: int = setting("TALLY_PORT", "where to listen", default=8000)


KEYS = {"TALLY_KEYS": HIDDEN}


def test_defaults_stand_where_nothing_is_set() -> None:
    secret = read(Sample, KEYS).keys
    assert secret.reveal() == HIDDEN
    sample = replace(read(Sample, KEYS), keys=secret)
    assert sample == Sample(secret, "plain", 3, 0.5, False, "red", None, 8000)


def test_every_type_is_read_from_its_text() -> None:
    environ = {
        **KEYS,
        "TALLY_TEXT": "",
        "TALLY_COUNT": "12",
        "TALLY_SHARE": "1e-3",
        "TALLY_LOUD": "On",
        "TALLY_COLOR": "blue",
        "TALLY_FOLDER": "/data",
        "TALLY_PORT": "0",
    }
    sample = read(Sample, environ)
    assert (sample.text, sample.count, sample.share) == ("", 12, 0.001)
    assert (sample.loud, sample.color) == (True, "blue")
    assert (sample.folder, sample.port) == (Path("/data"), 0)


@pytest.mark.parametrize("empty", ["TALLY_COUNT", "TALLY_SHARE", "TALLY_LOUD", "TALLY_FOLDER"])
def test_an_empty_variable_is_as_good_as_none_except_for_texts(empty: str) -> None:
    plain, emptied = read(Sample, KEYS), read(Sample, {**KEYS, empty: ""})
    assert replace(plain, keys=emptied.keys) == emptied


@pytest.mark.parametrize("environ", [{}, {"TALLY_KEYS": ""}, {"TALLY_KEYS_FILE": ""}])
def test_a_missing_setting_is_refused_with_its_name_and_purpose(environ: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=r"^TALLY_KEYS is required: what opens things$"):
        read(Sample, environ)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("TALLY_COUNT", "many", "TALLY_COUNT must be int, not 'many'"),
        ("TALLY_COUNT", "1_000", "TALLY_COUNT must be int, not '1_000'"),
        ("TALLY_COUNT", "٣", "TALLY_COUNT must be int, not '٣'"),
        ("TALLY_COUNT", "1.5", "TALLY_COUNT must be int, not '1.5'"),
        ("TALLY_COUNT", "0", "TALLY_COUNT must be at least 1, not 0"),
        ("TALLY_SHARE", "half", "TALLY_SHARE must be float, not 'half'"),
        ("TALLY_SHARE", "nan", "TALLY_SHARE must be float, not 'nan'"),
        ("TALLY_SHARE", "1e999", "TALLY_SHARE must be float, not '1e999'"),
        ("TALLY_LOUD", "maybe", "TALLY_LOUD must be on or off, not 'maybe'"),
        ("TALLY_COLOR", "green", "TALLY_COLOR must be one of red, blue"),
        ("TALLY_COLOR", "", "TALLY_COLOR must be one of red, blue"),
        ("TALLY_PORT", "65536", "TALLY_PORT must be at most 65535, not 65536"),
        ("TALLY_PORT", "-1", "TALLY_PORT must be at least 0, not -1"),
    ],
)
def test_a_malformed_setting_is_refused_in_one_line(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingError) as refused:
        read(Sample, {**KEYS, name: text})
    assert str(refused.value) == said


def test_a_secret_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{HIDDEN}\n", encoding="utf-8")
    environ = {"TALLY_KEYS_FILE": str(file), "TALLY_KEYS": "ignored"}
    assert read(Sample, environ).keys.reveal() == HIDDEN


def test_only_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("other", encoding="utf-8")
    assert read(Sample, {**KEYS, "TALLY_TEXT_FILE": str(tmp_path / "text")}).text == "plain"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "TALLY_KEYS_FILE cannot be read: No such file or directory"),
        (b"", "TALLY_KEYS is required: what opens things"),
        (b"\xff" + HIDDEN.encode(), "TALLY_KEYS_FILE is not UTF-8 text"),
    ],
)
def test_a_file_without_a_secret_is_refused(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "keys"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingError) as refused:
        read(Sample, {"TALLY_KEYS_FILE": str(file)})
    assert str(refused.value) == said


def test_what_a_component_declares_can_be_listed() -> None:
    listed = {declaration.name: declaration for declaration in declarations(Sample)}
    assert listed["TALLY_KEYS"] == Declaration(
        "TALLY_KEYS", "secret", None, "what opens things", True, ()
    )
    assert [(d.kind, d.default) for d in listed.values()][1:] == [
        ("str", "plain"),
        ("int", "3"),
        ("float", "0.5"),
        ("bool", "off"),
        ("str", "red"),
        ("path", ""),
        ("int", "8000"),
    ]


def test_the_common_settings_have_safe_defaults() -> None:
    common = read(CommonSettings, {})
    assert (common.env, common.admin_host, common.partitions) == ("production", "127.0.0.1", 32)
    with pytest.raises(SettingError, match="TALLY_PARTITIONS must be at least 1"):
        read(CommonSettings, {"TALLY_PARTITIONS": "0"})


WAYS: dict[str, Callable[[Secret], object]] = {
    "repr": repr,
    "str": str,
    "format": lambda secret: f"{secret} {secret!s} {secret!r} {secret:>30}",
    "in a list": lambda secret: repr([secret, {"key": (secret,)}]),
    "in settings": lambda secret: repr(replace(read(Sample, KEYS), keys=secret)),
    "json with a fallback": lambda secret: json.dumps({"key": secret}, default=str),
    "dir": lambda secret: repr([dir(secret), fields(Sample)]),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_does_not_print_itself(way: str) -> None:
    assert HIDDEN not in str(WAYS[way](Secret(HIDDEN)))


@pytest.mark.parametrize(
    "way",
    [
        json.dumps,
        msgspec.json.encode,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        vars,
        bytes,
        lambda secret: asdict(replace(read(Sample, KEYS), keys=secret)),
    ],
)
def test_a_secret_is_not_serialised(way: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError) as refused:
        way(Secret(HIDDEN))
    assert HIDDEN not in str(refused.value)


def test_a_secret_stays_out_of_logs() -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (Secret(HIDDEN),), "key": Secret(HIDDEN)})
    line = JsonFormatter("test").format(record)
    assert line.count("Secret(***)") == 2
    assert HIDDEN not in line


def test_a_secret_stays_out_of_tracebacks_even_of_those_with_variables() -> None:
    secret = Secret(HIDDEN)
    try:
        raise ValueError(secret)
    except ValueError as error:
        lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        assert "Secret(***)" in (text := "".join(lines))
        assert HIDDEN not in text


def test_the_tests_would_see_a_text_that_prints_itself() -> None:
    assert all(HIDDEN in str(way(HIDDEN)) for name, way in WAYS.items() if name != "dir")  # type: ignore[arg-type]
