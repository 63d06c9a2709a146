"""The projects that beacons are sent for: one in every partition, made as strangers make theirs."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from schemas.partitioning import partition_of

VALUED: Final = "order_placed"
_TOKEN: Final = re.compile(r'"token":"([^"]+)"')
_PASSWORD: Final = "kill minus nine of everything"
_KNOWN_S: Final = 30.0
# Ids are random; to miss one of four partitions this often has a probability of 1 in a million.
_MOST: Final = 50
_ORDERS: Final[dict[str, Any]] = {
    "help": "Of orders.",
    "triggers": [{"kind": "custom", "event": VALUED}],
    "value": {"source": "event"},
}
# One of each type, so that every kind of state is restored and every kind of sample compared.
DEFINITIONS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "page_views_total",
        "type": "counter",
        "help": "Views of pages.",
        "triggers": [{"kind": "page_view"}],
        "labels": [{"name": "path", "source": "path"}, {"name": "browser", "source": "browser"}],
    },
    {**_ORDERS, "name": "order_euros", "type": "histogram", "buckets": [10, 50, 100]},
    {**_ORDERS, "name": "last_order_euros", "type": "gauge"},
    {**_ORDERS, "name": "order_size_euros", "type": "summary", "quantiles": [0.5, 0.9]},
    {
        **_ORDERS,
        "name": "products",
        "type": "distinct",
        "value": {"source": "property:product"},
    },
)


class SitesError(Exception):
    """The projects could not be made."""


@dataclass(frozen=True, slots=True)
class Site:
    """A project by its slug, the partition it lives in, its pages' origin, what they carry."""

    project: str
    partition: int
    origin: str
    token: str


def sites(web: str, collector: str, partitions: int) -> tuple[Site, ...]:
    """Sign up until every partition has a project, then define its metrics. Raises SitesError."""
    made: dict[int, Site] = {}
    for number in range(_MOST):
        origin = f"https://chaos-{number}.test"
        account = {"email": f"chaos-{number}@chaos.test", "password": _PASSWORD, "origin": origin}
        answer = _post(f"{web}/api/v1/auth/signup", "", account)
        project, partition = answer["project"], partition_of(answer["project"]["id"], partitions)
        if partition in made:
            continue
        for definition in DEFINITIONS:
            wanted = {**definition, "project_id": project["id"]}
            _post(f"{web}/api/v1/metric-configs", answer["token"], wanted)
        slug = project["slug"]
        made[partition] = Site(slug, partition, origin, _token(collector, slug))
        if len(made) == partitions:
            return tuple(made[partition] for partition in sorted(made))
    raise SitesError(f"{_MOST} projects, and not one in every partition")


def _post(url: str, token: str, body: dict[str, Any]) -> Any:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    try:
        with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise SitesError(f"{url}: {error.code} {error.read().decode()}") from error


def _token(collector: str, project: str) -> str:
    """What a page of the project carries: the token in the hosted script, once it is served."""
    deadline = time.monotonic() + _KNOWN_S
    for script in _scripts(f"{collector}/s/{project}.js"):
        if found := _TOKEN.search(script):
            return found[1]
        if time.monotonic() > deadline:
            raise SitesError(f"the hosted script of {project} carries no token")
        time.sleep(0.2)
    raise AssertionError("scripts are asked for without end")


def _scripts(url: str) -> Iterator[str]:
    """What is served there, again and again; nothing as long as it is not known."""
    while True:
        try:
            with urlopen(url, timeout=10) as answer:
                yield answer.read().decode()
        except HTTPError:
            yield ""
