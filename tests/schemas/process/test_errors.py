"""Errors say by their class which reaction they ask for."""

import inspect
from types import ModuleType

import pytest

from schemas.process import errors
from schemas.process.errors import DeadLetter, ProcessError, Reject, Retry, SlowDown, Stop


def drawn(module: ModuleType) -> dict[str, int]:
    """Class name -> depth in the tree that the module's docstring draws."""
    lines = (module.__doc__ or "").splitlines()
    branches = [line for line in lines if "--" in line]
    return {line.split("-- ")[1].split()[0]: 1 for line in branches} | {"ProcessError": 0}


def defined(module: ModuleType) -> set[str]:
    return {
        name
        for name, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Exception) and cls.__module__ == module.__name__
    }


def test_the_tree_in_the_docstring_names_every_error_and_no_other() -> None:
    assert drawn(errors).keys() == defined(errors)


def test_an_error_that_is_not_drawn_is_found() -> None:
    module = ModuleType("m", "ProcessError\n|-- Retry   again\n`-- Stop   end")
    assert drawn(module) == {"ProcessError": 0, "Retry": 1, "Stop": 1}
    module.Odd = type("Odd", (Exception,), {"__module__": "m"})  # type: ignore[attr-defined]
    assert defined(module) == {"Odd"}


@pytest.mark.parametrize("error", [Retry, SlowDown, Reject, DeadLetter, Stop])
def test_every_error_is_a_process_error_with_a_text(error: type[ProcessError]) -> None:
    assert issubclass(error, ProcessError)
    assert str(error("text")) == "text"


def test_slow_down_is_a_retry_with_a_pause_that_the_other_side_chose() -> None:
    assert issubclass(SlowDown, Retry)
    assert SlowDown("busy", 2.5).after == 2.5
    assert Retry("again").after == 0.0


def test_the_reactions_exclude_each_other() -> None:
    apart = (Retry, Reject, DeadLetter, Stop)
    assert all(not issubclass(a, b) for a in apart for b in apart if a is not b)


def test_a_reject_says_its_code_and_keeps_the_detail_apart() -> None:
    assert str(Reject("malformed", "property name")) == "malformed: property name"
    assert (Reject("stale").code, Reject("stale").detail, str(Reject("stale"))) == (
        "stale",
        "",
        "stale",
    )
