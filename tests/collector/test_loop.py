"""Which loop the collector runs on."""

import asyncio

import pytest
import uvloop

from collector import loop


async def note(found: list[type]) -> None:
    found.append(type(asyncio.get_running_loop()))


def test_runs_on_uvloop_where_it_is_installed() -> None:
    found: list[type] = []
    loop.run(note(found))
    assert found == [uvloop.Loop]


def test_runs_on_asyncio_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "uvloop", None)
    found: list[type] = []
    loop.run(note(found))
    assert found != [uvloop.Loop]
