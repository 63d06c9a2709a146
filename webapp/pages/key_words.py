"""Keys in words: what a scope allows, where a key stands, what stops with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from webapp.db.models import ApiKey, Project, SigningVersion
from webapp.keys.signing import in_use
from webapp.keys.state import State, is_pending, state_of
from webapp.snippets.current import snippet_key

# (scope, words, help) as parts/form.html takes them.
SCOPES: Final = (
    (
        "ingest:browser",
        "Send from pages",
        "Browsers send with a token that stands in the pages. Allowed origins say which pages.",
    ),
    (
        "ingest:server",
        "Send from servers",
        "Your servers send with the secret: signed, or as Bearer.",
    ),
    (
        "ingest:proxy",
        "Pass events on",
        "A proxy of yours forwards events; the last hop of its X-Forwarded-For is the visitor.",
    ),
    ("query", "Read numbers", "Grafana and other PromQL clients read the series of this project."),
)
WORDS: Final = {scope: words for scope, words, _ in SCOPES}
TONES: Final[dict[State, str]] = {
    "active": "good",
    "expired": "bad",
    "revoking": "warn",
    "revoked": "bad",
}
# Seconds for which the secret before counts on; the first is proposed.
OVERLAPS: Final = (
    ("86400", "24 hours", "Time to give the new one to your servers."),
    ("3600", "1 hour", ""),
    ("604800", "7 days", ""),
    ("0", "Not at all", "The secret leaked: servers that still use it are refused at once."),
)
# The hosted script may be kept for 300 s and then be used for 600 s while a new one is fetched.
CACHED: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class KeyState:
    """`is_pending`: the newest change is not yet on topic `control`."""

    state: State
    words: str
    tone: str
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One signing version: `until` is when the next one took over, None for the newest in use."""

    number: int
    created_at: datetime
    retired_at: datetime | None
    until: datetime | None
    may_retire: bool


def stands(session: Session, key: ApiKey, now: datetime) -> KeyState:
    """Where the key stands, as its badge says it."""
    state = state_of(session, key, now)
    words = "revoking…" if state == "revoking" else state
    return KeyState(state, words, TONES[state], is_pending(session, key))


def versions(key: ApiKey) -> Iterator[Version]:
    """The signing versions, newest first."""
    used = in_use(key)
    for version in reversed(key.signing_versions):
        may = version in used and len(used) > 1 and key.revoked_at is None
        until = _successor(key, version)
        yield Version(version.version, version.created_at, version.retired_at, until, may)


def heir(session: Session, project: Project, key: ApiKey, now: datetime) -> tuple[bool, str]:
    """Whether the project's script carries this key, and the name of the key that would follow it."""
    current = snippet_key(session, project, now)
    if current is not key:
        return False, ""
    following = snippet_key(session, project, now, besides=key)
    return True, following.name if following else ""


def _successor(key: ApiKey, version: SigningVersion) -> datetime | None:
    return next((v.created_at for v in key.signing_versions if v.version > version.version), None)
