"""The snippet: the tracker's fragments joined for one project; same inputs, same bytes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, get_args
from urllib.parse import urlsplit

import msgspec

from codegen import fragments
from codegen.embedding import literal
from schemas.records.control import Gpc
from schemas.triggers import Trigger, trigger_id

# Page views, and events named by whoever sends them, need no fragment: the core sends the first two.
WITHOUT_FRAGMENT: Final = frozenset({"page_view", "server"})

_TOKEN: Final = re.compile(r"[A-Za-z0-9._-]{1,512}")
_GLOBAL_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}")


class NotGenerated(Exception):
    """Reject: there is no snippet for these inputs; the text says which one and why."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the owner chose: the one global's name, and how the tracker treats privacy (tracker.md)."""

    global_name: str = "tally"
    storage: str = "none"
    gpc: str = "no_visitor"


@dataclass(frozen=True, slots=True)
class Snippet:
    """`javascript` is what is served or inlined, byte for byte; `fragments` is what it was joined from."""

    javascript: str
    sha256: str
    fragments: tuple[str, ...]


def snippet(
    endpoint: str,
    token: str,
    triggers: Iterable[Trigger],
    options: Options = Options(),
    available: Mapping[str, str] | None = None,
) -> Snippet:
    """The script that sends what `triggers` need to `endpoint`, with `token` (schemas.tokens.mint).

    `endpoint` is the collector's absolute address as browsers reach it. The order of `triggers` and
    repetitions do not matter. `available` (fragments by name) is the checked-in tracker by default.
    Raises NotGenerated.
    """
    _check(endpoint, token, options)
    sources = fragments.load() if available is None else available
    wanted = _by_fragment(triggers, sources)
    core = literal(_core(endpoint, token, options))
    parts = ",".join(f"[{sources[name]},{literal(wanted[name])}]" for name in wanted)
    javascript = f"{sources['core']}({core},[{parts}]);\n"
    _refuse_markup(javascript)
    return Snippet(javascript, sha256(javascript.encode()).hexdigest(), ("core", *wanted))


def _core(endpoint: str, token: str, options: Options) -> dict[str, str]:
    """The core's options; the usual way to treat privacy costs no bytes."""
    usual = {"url": endpoint, "token": token, "name": options.global_name}
    return usual if options.gpc == "no_visitor" else {**usual, "gpc": options.gpc}


def _by_fragment(
    triggers: Iterable[Trigger], sources: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The options of each fragment that is needed: its triggers with their ids, both in fixed order."""
    wanted: dict[str, dict[str, dict[str, Any]]] = {}
    for trigger in triggers:
        stored = msgspec.to_builtins(trigger)
        kind = stored.pop("kind")
        if kind in WITHOUT_FRAGMENT:
            continue
        if kind not in sources:
            raise NotGenerated(f"the tracker has no fragment for triggers of kind {kind}")
        identity = trigger_id(trigger)
        wanted.setdefault(kind, {})[identity] = {"id": identity, **stored}
    return {name: [wanted[name][i] for i in sorted(wanted[name])] for name in sorted(wanted)}


def _check(endpoint: str, token: str, options: Options) -> None:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise NotGenerated("the endpoint is not an absolute http or https address")
    if parts.query or parts.fragment or not endpoint.isascii() or not endpoint.isprintable():
        raise NotGenerated("the endpoint carries more than an address")
    if not _TOKEN.fullmatch(token):
        raise NotGenerated("the token is not one that schemas.tokens mints")
    if not _GLOBAL_NAME.fullmatch(options.global_name):
        raise NotGenerated("the global's name is not a JavaScript identifier")
    if options.storage != "none":
        raise NotGenerated(f"the tracker keeps nothing in storage yet: {options.storage}")
    if options.gpc not in get_args(Gpc):
        raise NotGenerated(f"the tracker cannot treat GPC as {options.gpc}")


def _refuse_markup(javascript: str) -> None:
    """Everything from outside is escaped; this keeps fragments honest too."""
    if re.search(r"<(?:!--|/?script)", javascript, re.IGNORECASE):
        raise NotGenerated("a fragment holds text that would end or open a script element")
