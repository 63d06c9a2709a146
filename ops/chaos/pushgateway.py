"""What a Pushgateway shows: totals, and no times to compare (docs/operations.md)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.request import urlopen

from ops.chaos.check import EVENTS, VIEWS, Found
from ops.chaos.ledger import Place

_ANSWER_S: Final = 60
_LINE: Final = re.compile(r"^(\w+)\{(.*)\} (\S+)$", re.MULTILINE)
_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Pushgateway:
    """`url` without a trailing slash. Calls block; they raise OSError when it does not answer."""

    url: str
    name = "pushgateway"

    def found(self, projects: Sequence[str]) -> Found:
        """The sums of `projects` as they stand now."""
        with urlopen(f"{self.url}/metrics", timeout=_ANSWER_S) as answer:
            return found(answer.read().decode(), projects)


def found(text: str, projects: Sequence[str]) -> Found:
    """The sums of `projects` in what a Pushgateway shows; names begin with their project's. Pure."""
    views, events = defaultdict[Place, float](float), defaultdict[Place, float](float)
    for name, pairs, value in _LINE.findall(text):
        labels = dict(_LABEL.findall(pairs))
        project = labels.get("project", "")
        if project not in projects:
            continue
        if name.endswith(f"_{VIEWS}"):
            views[project, labels.get("path", "")] += float(value)
        elif name.endswith(f"_{EVENTS}"):
            events[project, labels["result"]] += float(value)
    return Found(views, events)
