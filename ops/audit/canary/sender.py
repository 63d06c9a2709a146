"""Sending the canary's beacons as any server does: through the collector, with a key of the project."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Final, Literal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec

from schemas.process.settings import Secret, SettingError

Answer = Literal["acknowledged", "refused", "unanswered"]

EVENT: Final = "canary"
ANSWER_SECONDS: Final = 5.0
_AGAIN: Final = frozenset({408, 425, 429})


class Station(msgspec.Struct, frozen=True):
    """One partition's project and key, as `python -m webapp canary` prints them. Does not print itself."""

    org: str
    project: str
    partition: str
    key: str
    secret: str

    def __repr__(self) -> str:
        return f"Station({self.project})"


def stations(keys: Secret) -> Sequence[Station]:
    """The stations behind TALLY_CANARY_KEYS. Raises SettingError, quoting nothing."""
    try:
        found = msgspec.json.decode(keys.reveal(), type=list[Station])
    except msgspec.MsgspecError:
        found = []
    if not found:
        raise SettingError("TALLY_CANARY_KEYS must be what `python -m webapp canary` prints")
    return found


def send(collector: str, station: Station, identity: str, born: float) -> Answer:
    """Send the beacon `identity`, born at Unix second `born`. Blocks for at most 5 s."""
    created = datetime.fromtimestamp(born, UTC).isoformat()
    body = {"id": identity, "created_at": created, "events": [{"name": EVENT}]}
    headers = {
        "Authorization": f"Bearer {station.key}.{station.secret}",
        "Content-Type": "application/json",
    }
    request = Request(f"{collector}/api/v1/metrics", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=ANSWER_SECONDS):
            return "acknowledged"
    except HTTPError as error:
        error.close()
        return "unanswered" if error.code in _AGAIN or error.code >= 500 else "refused"
    except (OSError, HTTPException):
        return "unanswered"
