"""Plain-text scenarios (scenarios/README.md): parsed, run through the core, asked of a Prometheus."""

import re
import shlex
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from consumers.core.rules import Rules
from consumers.core.windows import utc_day
from schemas.beacon import Event, Page
from schemas.definitions import Definition, same_series
from schemas.process.control import Entry
from schemas.records.beacons import Beacon
from schemas.records.control import DefinitionVersion
from tests.consumers.core.logs import FIREFOX, Logged, tick

_TIME: Final = r"(\d+):(\d\d):(\d\d)"
_SERIES: Final = re.compile(r"\{(.*?)\} (\S+)")
_LABEL: Final = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')
_DEFAULTS: Final = {"help": "x", "triggers": [{"kind": "page_view"}]}

Result = dict[tuple[tuple[str, str], ...], float]


@dataclass
class Question:
    """A query at a time (ms since the scenario's midnight) and what it must answer."""

    at: int
    promql: str
    expected: Result = field(default_factory=dict)


@dataclass
class Scenario:
    """What a file says; times are Unix ms from `midnight` on."""

    midnight: int
    project: str
    log: list[Logged] = field(default_factory=list)
    rules: Rules = field(default_factory=Rules)
    questions: list[Question] = field(default_factory=list)
    _newest: dict[str, DefinitionVersion] = field(default_factory=dict)

    def read(self, text: str) -> None:
        for number, line in enumerate(text.splitlines()):
            words = line.split("#")[0].strip()
            if words:
                self._line(words, f"id-{number:022d}")
        self.log.sort(key=lambda logged: logged.at)

    def _line(self, words: str, beacon_id: str) -> None:
        if words.startswith("ask "):
            _, at, promql = words.split(" ", 2)
            self.questions.append(Question(self._time(at), promql))
        elif words.startswith("{") or words == "nothing":
            self._expect(words)
        elif words.startswith(("define ", "from ")):
            self._define(words)
        else:
            self._beacon(words, beacon_id)

    def _time(self, text: str) -> int:
        hours, minutes, seconds = map(int, re.fullmatch(_TIME, text).groups())  # type: ignore[union-attr]
        return self.midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000

    def _expect(self, words: str) -> None:
        if words != "nothing":
            labels, value = _SERIES.fullmatch(words).groups()  # type: ignore[union-attr]
            self.questions[-1].expected[tuple(sorted(_LABEL.findall(labels)))] = float(value)

    def _define(self, words: str) -> None:
        since = 0
        if words.startswith("from "):
            _, at, words = words.split(" ", 2)
            since = self._time(at)
        verb, name, *rest = words.split(" ", 2)
        before = self._newest.get(name)
        if verb == "define":
            described = msgspec.json.decode(rest[0])
            definition = msgspec.convert({**_DEFAULTS, **described}, Definition)
            state, epoch = "active", before.epoch if before else 0
            if before and not same_series(before.definition, definition):
                epoch += 1
        else:
            assert before
            definition, epoch = before.definition, before.epoch + (verb == "resume")
            state = {"pause": "paused", "resume": "active"}[verb]
        number = before.version + 1 if before else 1
        fields: Any = (name, "p1", number, epoch, state, since, definition)
        version = self._newest[name] = DefinitionVersion(*fields)
        self.rules.apply(Entry(version.key, version, number, 0))

    def _beacon(self, words: str, beacon_id: str) -> None:
        at, event, *pairs = shlex.split(words)
        if event == "tick":
            self.log.append(Logged(self._time(at), tick()))
            return
        said = dict(pair.split("=", 1) for pair in pairs)
        path, visitor = said.pop("path", "/"), said.pop("visitor", "")
        value = float(said.pop("value")) if "value" in said else None
        self.log.append(
            Logged(
                self._time(at),
                Beacon(
                    id=said.pop("id", beacon_id),
                    project_id="p1",
                    org="acme",
                    project=self.project,
                    key_id="k1",
                    source=said.pop("source", "browser"),
                    received_at=0,
                    collector="c",
                    events=(Event(event, value, dict(said)),),
                    page=Page(url=f"https://shop.test{path}"),
                    user_agent=FIREFOX,
                    visitor=visitor,
                    salt_day=utc_day(self._time(at)),
                ),
            )
        )
