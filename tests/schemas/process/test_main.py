"""How a process ends: an exit code for its supervisor, a line for a person."""

import logging
from collections.abc import Callable, Mapping

import pytest

from schemas.process.errors import Stop
from schemas.process.main import run
from schemas.process.settings import SettingError

Start = Callable[[Mapping[str, str]], int | None]


def ended(start: Start) -> object:
    with pytest.raises(SystemExit) as end:
        run(start)
    return end.value.code


def test_the_code_of_a_process_is_its_exit_code_and_none_means_0() -> None:
    assert ended(lambda environ: 3) == 3
    assert ended(lambda environ: None) == 0


def test_a_process_gets_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_TEST", "7")
    assert ended(lambda environ: int(environ["TALLY_TEST"])) == 7


def test_a_bad_setting_ends_in_one_line_and_a_code_that_says_do_not_restart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def start(environ: Mapping[str, str]) -> None:
        raise SettingError("TALLY_X is required: for this test")

    assert ended(start) == 78
    assert capsys.readouterr().err == "tallylight: TALLY_X is required: for this test\n"


def test_stop_is_logged_as_critical_and_ends_with_1(caplog: pytest.LogCaptureFixture) -> None:
    def start(environ: Mapping[str, str]) -> None:
        raise Stop("state was lost")

    assert ended(start) == 1
    assert caplog.record_tuples == [("process", logging.CRITICAL, "stopped: state was lost")]


def test_what_nobody_expected_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        run(lambda environ: 1 // 0)
