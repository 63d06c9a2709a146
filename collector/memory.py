"""What the collector knows of projects, keys and snippets: topic `control`, applied to plain dicts.

One thread applies; the loop's thread only looks up. Every change replaces whole values, one dict item
at a time, so that a look-up sees the old or the new and needs no lock.
"""

from typing import Final

from collector.credentials import Credential, ServerSecret, SigningKey, Tokens, Verified
from collector.days import utc_day
from collector.limits import Rate
from collector.opened import server_secret, signing_key
from collector.origins import parse_origins
from collector.scripts import Scripts
from collector.snippets import Script
from schemas.keyring import Keyring
from schemas.partitioning import partition_of
from schemas.process.control import Entry
from schemas.records.control import ApiKey, Project, Quota, RateLimit, Snippet

_KEY: Final = "key:"
_PROJECT: Final = "project:"
_SNIPPET: Final = "snippet:"
_QUOTA: Final = "quota:"


class Memory:
    """`apply` belongs to the thread that reads control, the rest to the loop's."""

    def __init__(self, ring: Keyring, partitions: int) -> None:
        self._ring = ring
        self._partitions = partitions
        self._projects: dict[str, Project] = {}
        self._keys: dict[str, ApiKey] = {}
        self._keys_of: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}
        self._credentials: dict[str, Credential] = {}
        self._scripts = Scripts()
        self._tokens = Tokens(self._credentials)
        self._used_up: dict[str, str] = {}

    def verify(self, token: str) -> Verified:
        """The key behind a snippet token; raises Reject credential_unknown."""
        return self._tokens.verify(token)

    def named(self, public: str) -> Credential | None:
        """The key of that public name; its id is looked up first, so that one dict holds the keys."""
        return self._credentials.get(self._ids.get(public, ""))

    def is_used_up(self, project_id: str, now_ms: int) -> bool:
        """Whether the project's quota for the UTC day of `now_ms` is used up."""
        day = self._used_up.get(project_id)
        return day is not None and day == utc_day(now_ms)

    def script(self, path: str) -> Script | None:
        """The script at that address."""
        return self._scripts.at(path)

    def is_alias(self, path: str) -> bool:
        """Whether `path` is a project's `/<alias>`, where beacons are taken too."""
        return self._scripts.is_alias(path)

    def apply(self, entry: Entry) -> None:
        """Take over one control record or tombstone; kinds the collector has no use for pass by."""
        match entry.record:
            case Project() as project:
                self._put_project(project)
            case ApiKey() as key:
                self._put_key(key)
            case Snippet() as snippet:
                self._scripts.put_snippet(snippet)
            case Quota() as quota:
                self._used_up[quota.project_id] = quota.day if quota.exceeded else ""
            case None:
                self._remove(entry.key)

    def _put_project(self, project: Project) -> None:
        self._projects[project.id] = project
        self._scripts.put_project(project)
        for key_id in self._keys_of.get(project.id, ()):
            self._derive_credential(self._keys[key_id])

    def _put_key(self, key: ApiKey) -> None:
        self._keys[key.id] = key
        self._ids[key.public] = key.id
        self._keys_of.setdefault(key.project_id, set()).add(key.id)
        self._derive_credential(key)

    def _remove(self, control_key: str) -> None:
        if control_key.startswith(_KEY):
            self._remove_key(control_key.removeprefix(_KEY))
        elif control_key.startswith(_PROJECT):
            self._remove_project(control_key.removeprefix(_PROJECT))
        elif control_key.startswith(_SNIPPET):
            project_id, _, sha256 = control_key.removeprefix(_SNIPPET).rpartition(":")
            self._scripts.remove_snippet(project_id, sha256)
        elif control_key.startswith(_QUOTA):
            self._used_up.pop(control_key.removeprefix(_QUOTA), None)

    def _remove_key(self, key_id: str) -> None:
        self._credentials.pop(key_id, None)
        key = self._keys.pop(key_id, None)
        if key is not None:
            self._keys_of[key.project_id].discard(key_id)
            self._ids.pop(key.public, None)

    def _remove_project(self, project_id: str) -> None:
        self._projects.pop(project_id, None)
        self._scripts.remove_project(project_id)
        self._used_up.pop(project_id, None)
        for key_id in self._keys_of.get(project_id, ()):
            self._credentials.pop(key_id, None)

    def _derive_credential(self, key: ApiKey) -> None:
        project = self._projects.get(key.project_id)
        if project is None:  # its record follows, or never came: nothing to write into a beacon
            return
        self._credentials[key.id] = Credential(
            key_id=key.id,
            project_id=project.id,
            org=project.org,
            project=project.project,
            partition=partition_of(project.id, self._partitions),
            scopes=frozenset(key.scopes),
            origins=parse_origins(tuple(key.allowed_origins)),
            signing={
                v.version: SigningKey(signing_key(key, v.version, v.key, self._ring), v.retired)
                for v in key.signing_versions
            },
            revoked=key.revoked,
            expires_at=key.expires_at,
            secrets=tuple(
                ServerSecret(server_secret(key, number, s.secret, self._ring), s.valid_until)
                for number, s in enumerate(key.secrets)
            ),
            rate=_rate(key.rate_limit or project.rate_limit),
            refuses_gpc=project.gpc == "refuse",
        )


def _rate(limit: RateLimit | None) -> Rate | None:
    return None if limit is None else Rate(limit.events_per_second, limit.burst)
