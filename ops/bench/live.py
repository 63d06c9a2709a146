"""The live view: how soon a beacon is in its streams, what streams cost the dashboard, how soon they end."""

import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Final

from ops.bench.load import quantile
from ops.bench.people import Installation, Person, install, sign_up
from ops.bench.rig import BenchError, rig
from ops.bench.streams import Sender, Stream, delays

PARTITIONS: Final = 4
PEOPLE: Final = 34
# As many as one person may open.
STREAMS_EACH: Final = 3
OPEN: Final = PEOPLE * STREAMS_EACH
METRICS: Final = 3
RATE: Final = 20.0
SECONDS: Final = 20.0
PAGES_PER_SECOND: Final = 10.0
# Without and with streams take turns; each counts with its least disturbed turn.
TURNS: Final = 2
DELAY_SECONDS: Final = 1.0
CLOSE_SECONDS: Final = 1.0
P99_RATIO: Final = 1.5
_PATIENCE: Final = 60.0


def measure() -> list[dict[str, Any]]:
    """Delay of accepted and refused beacons, the dashboard's p99 without and with streams, and the end."""
    with rig(PARTITIONS) as running:
        at = install(running)
        people = [sign_up(at, number) for number in range(PEOPLE)]
        for person in people:
            _describe(person)
        return asyncio.run(_measure(at, people))


async def _measure(at: Installation, people: list[Person]) -> list[dict[str, Any]]:
    await _until_known(at, people)
    opener = await asyncio.to_thread(people[0].browser)

    def page() -> None:
        opener.open(f"{at.web}/projects/{people[0].slug}/", timeout=30).read()

    await _turn(Sender(at.collector, people), page, 3)
    alone, beside, closing = list[list[float]](), list[list[float]](), list[float]()
    sender, streams = Sender(at.collector, people), list[Stream]()
    for _ in range(TURNS):
        alone.append(await _turn(Sender(at.collector, people), page))
        watching = [await asyncio.to_thread(person.signed_in) for person in people]
        opened = await _opened(at, watching)
        beside.append(await _turn(sender, page))
        await asyncio.sleep(DELAY_SECONDS)
        closing += await _closed(watching, opened)
        streams += [stream for stream, _ in opened]
    return [
        _delay("an accepted beacon", sender.sent, streams),
        _delay("a refused beacon", sender.refused, streams),
        _dashboard(alone, beside),
        _close(closing),
    ]


def _describe(person: Person) -> None:
    for number in range(METRICS):
        person.ask(
            "POST",
            "metric-configs",
            {
                "project_id": person.project,
                "name": f"views_{number}_total",
                "type": "counter",
                "help": "Views.",
                "triggers": [{"kind": "page_view"}],
            },
        )


async def _until_known(at: Installation, people: list[Person]) -> None:
    """Until the collector takes everybody's beacons and the definitions are in force."""
    deadline = time.monotonic() + _PATIENCE
    for person in people:
        while not await asyncio.to_thread(_is_taken, at, person):
            if time.monotonic() > deadline:
                raise BenchError("the collector does not know every key")
            await asyncio.sleep(0.2)
    await asyncio.sleep(11)


def _is_taken(at: Installation, person: Person) -> bool:
    body = b'{"id":"%s","events":[{"name":"page_view"}]}' % person.slug.encode().ljust(22, b"-")
    headers = {"Authorization": f"Bearer {person.secret}", "Content-Type": "application/json"}
    address = f"http://127.0.0.1:{at.collector}/api/v1/metrics"
    request = urllib.request.Request(address, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 204)
    except urllib.error.HTTPError:
        return False


async def _opened(
    at: Installation, people: list[Person]
) -> list[tuple[Stream, "asyncio.Task[None]"]]:
    """Everybody's streams, once all have begun."""
    opened = []
    for person in people * STREAMS_EACH:
        path = f"projects/{person.project}/live-tickets"
        ticket = (await asyncio.to_thread(person.ask, "POST", path))["ticket"]
        stream = Stream()
        opened.append((stream, asyncio.create_task(stream.read(at.live, ticket))))
    async with asyncio.timeout(_PATIENCE):
        for stream, _ in opened:
            await stream.began.wait()
    return opened


async def _turn(sender: Sender, page: Callable[[], None], seconds: float = SECONDS) -> list[float]:
    """Seconds of each page, timed from when it was due, while beacons are sent."""
    sending = asyncio.create_task(sender.run(RATE, seconds))
    taken: list[float] = []
    start = time.monotonic()
    for number in range(int(PAGES_PER_SECOND * seconds)):
        due = start + number / PAGES_PER_SECOND
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.to_thread(page)
        taken.append(time.monotonic() - due)
    await sending
    return taken


async def _closed(
    people: list[Person], opened: list[tuple[Stream, "asyncio.Task[None]"]]
) -> list[float]:
    """Everybody signs out: seconds from the answer until each of their streams has ended."""
    answered = []
    for person in people:
        await asyncio.to_thread(person.ask, "POST", "auth/signout")
        answered.append(time.monotonic())
    async with asyncio.timeout(_PATIENCE):
        await asyncio.gather(*(task for _, task in opened))
    return [
        max(0.0, stream.closed - answered[number % len(people)])
        for number, (stream, _) in enumerate(opened)
    ]


def _delay(what: str, sent: dict[str, float], streams: list[Stream]) -> dict[str, Any]:
    found = delays(sent, streams)
    expected = len(sent) * STREAMS_EACH
    p95 = quantile(found, 0.95)
    return {
        "row": f"live view, {what}'s way from POST to its {STREAMS_EACH} of {OPEN} streams, p95 s",
        "value": round(p95, 3),
        "target": f"<= {DELAY_SECONDS}, none missing",
        "reached": p95 <= DELAY_SECONDS and len(found) == expected,
        "p50_s": round(quantile(found, 0.5), 3),
        "max_s": round(max(found), 3),
        "heard": len(found),
        "expected": expected,
    }


def _dashboard(alone: list[list[float]], beside: list[list[float]]) -> dict[str, Any]:
    before, after = (min(quantile(turn, 0.99) for turn in turns) for turns in (alone, beside))
    return {
        "row": f"web app, dashboard with {OPEN} open streams, p99 ratio",
        "value": round(after / before, 2),
        "target": f"<= {P99_RATIO}",
        "reached": after / before <= P99_RATIO,
        "p99_ms_alone": round(before * 1000, 1),
        "p99_ms_beside": round(after * 1000, 1),
        "p50_ms_alone": round(min(quantile(turn, 0.5) for turn in alone) * 1000, 1),
        "p50_ms_beside": round(min(quantile(turn, 0.5) for turn in beside) * 1000, 1),
    }


def _close(closing: list[float]) -> dict[str, Any]:
    return {
        "row": f"live view, from a sign-out to its stream's end, worst of {len(closing)}, s",
        "value": round(max(closing), 3),
        "target": f"<= {CLOSE_SECONDS}",
        "reached": max(closing) <= CLOSE_SECONDS,
        "p50_s": round(quantile(closing, 0.5), 3),
    }
