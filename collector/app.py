"""The collector's ASGI application: every route on one screen, then the one that matters."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from collector.admission import Admission, Post
from collector.answers import (
    ALIVE,
    ANY_METHOD,
    ONLY_GET,
    ONLY_POST,
    PREFLIGHT,
    REFUSALS,
    SCHEMA,
    STORED,
    Answer,
    delayed,
)
from collector.kafka import BeaconLog
from collector.memory import Memory
from collector.refusals import Refusals
from collector.refused import Refused
from collector.request import BodyReader, Disconnected, Receive
from schemas.process.errors import Reject

INGEST: Final = "/api/v1/metrics"
# What is the same for everybody.
READY: Final = {
    path: {"GET": answer, "HEAD": answer.without_body()}
    for path, answer in {"/healthz": ALIVE, "/api/v1/beacon.schema.json": SCHEMA}.items()
}

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
# What a key or a secret that is still on its way would have changed.
_UNSURE: Final = frozenset({"credential_unknown", "signature_invalid"})
_ENCODE: Final = msgspec.json.Encoder().encode


class App:
    """Answers scripts from `memory`, stores in `beacons` what `admission` lets in; `now_ms` is the time
    (Unix ms).

    `is_current` says whether `memory` is known to be complete: while it is not, an unknown key or secret
    may just not have arrived, and the sender is asked to come again instead of being turned away for good.
    """

    def __init__(
        self,
        memory: Memory,
        admission: Admission,
        beacons: BeaconLog,
        bodies: BodyReader,
        refusals: Refusals,
        is_current: Callable[[], bool],
        now_ms: Callable[[], int],
    ) -> None:
        self._memory = memory
        self._admission = admission
        self._beacons = beacons
        self._bodies = bodies
        self._refusals = refusals
        self._is_current = is_current
        self._now_ms = now_ms
        self.acknowledged_events = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path == INGEST or self._memory.is_alias(path):
            if method == "POST":
                answer = await self._ingest(scope, receive)
            else:
                answer = PREFLIGHT if method == "OPTIONS" else ONLY_POST
        elif method in _METHODS:
            answer = self._read(path, method, scope)
        else:
            answer = ANY_METHOD
        if answer is not None:
            answer.count += 1
            await send(answer.start)
            await send(answer.body)

    def _read(self, path: str, method: str, scope: Scope) -> Answer:
        script, ready = self._memory.script(path), READY.get(path)
        if script is None and ready is None:
            return REFUSALS["not_found"]
        if method not in ("GET", "HEAD"):
            return ONLY_GET
        if ready is not None:
            return ready[method]
        assert script is not None
        headers = dict(scope["headers"])
        accept, none_match = (
            headers.get(b"accept-encoding", b""),
            headers.get(b"if-none-match", b""),
        )
        return script.answer(method == "HEAD", accept, none_match)

    async def _ingest(self, scope: Scope, receive: Receive) -> Answer | None:
        """204 only after Kafka acknowledged; None when nobody waits for an answer any more."""
        headers = dict(scope["headers"])
        try:
            body = await self._bodies.read(receive, headers)
            post = Post(body, headers, scope["client"][0], self._now_ms())
            accepted = self._admission.admit(post)
        except Reject as reject:
            return self._refused(reject, headers)
        except Disconnected:
            return None
        record = accepted.record
        key = record.project_id.encode()
        if not await self._beacons.send(accepted.partition, key, _ENCODE(record)):
            self._refusals.count(record.project, record.key_id, "kafka_unavailable")
            return REFUSALS["kafka_unavailable"]
        self.acknowledged_events += len(record.events)
        return STORED

    def _refused(self, reject: Reject, headers: dict[bytes, bytes]) -> Answer:
        unsure = reject.code in _UNSURE and not self._is_current()
        code = "kafka_unavailable" if unsure else reject.code
        self._refusals.note(code, reject, headers, self._now_ms())
        if isinstance(reject, Refused) and reject.after:
            return delayed(code, reject.after)
        return REFUSALS[code]
