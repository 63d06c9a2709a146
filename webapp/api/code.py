"""What to paste: the project's snippet, and the code for one metric alone."""

from collections.abc import Sequence
from dataclasses import asdict
from gzip import compress
from typing import Any, Final
from uuid import UUID

import msgspec

from codegen import calls, html
from codegen.example import Named, example, needs_details
from codegen.servers import servers
from codegen.snippet import Snippet as Script
from schemas.definitions import Definition
from schemas.triggers import Automatic, Custom, PageView, ServerEvent, Trigger, trigger_id
from webapp.access.enforce import member
from webapp.api.blueprint import Blueprint, fails
from webapp.api.bodies import code as bodies
from webapp.api.metrics import blueprint as metrics
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition, Project, Snippet
from webapp.definitions.rules import body_of, living
from webapp.parts import parts
from webapp.problems import problem
from webapp.snippets.current import endpoint, generate, snippet_key

blueprint: Final = Blueprint("projects-api", __name__, description="Projects")


@blueprint.get("/<uuid:project_id>/snippet")
@blueprint.response(200, bodies.ProjectSnippet)
@fails(409, "No key may be used by pages (`no_browser_key`).")
def show_snippet(project_id: UUID) -> Any:
    """What the project's pages are to carry, in three forms."""
    collector = parts().settings.collector_url
    with reading(parts().engine) as session:
        project = session.get_one(Project, project_id)
        row = session.get(Snippet, (project.id, project.snippet_sha256 or ""))
        if row is None:
            detail = "Add a key with the scope ingest:browser and the origin of your pages."
            return problem(409, detail, "no_browser_key")
        script = Script(row.javascript, row.sha256, ())
        triggers = [t for metric in living(session, project) for t in body_of(metric).triggers]
    address = endpoint(collector)
    inline = html.inline(script, address)
    hosted = html.hosted(collector, member().slug, address)
    pinned = html.pinned(script, collector, member().slug, address)
    return {
        "html": inline.html,
        "javascript": script.javascript,
        "hosted": asdict(hosted),
        "pinned": asdict(pinned),
        "csp": {"inline": csp(inline), "hosted": csp(hosted), "pinned": csp(pinned)},
        "size": size(script.javascript),
        "triggers": _distinct(triggers),
    }


@metrics.get("/<uuid:metric_id>/code")
@metrics.response(200, bodies.MetricCode)
def show_code(metric_id: UUID) -> Any:
    """Code for one metric alone: its script, and how pages and servers send its events."""
    wired = parts()
    address = endpoint(wired.settings.collector_url)
    with reading(wired.engine) as session:
        metric = session.get_one(MetricDefinition, metric_id)
        definition = body_of(metric)
        project = session.get_one(Project, metric.project_id)
        key = snippet_key(session, project, wired.clock())
        sent = [t for t in definition.triggers if not isinstance(t, ServerEvent)]
        script = generate(address, project, key, sent, wired.ring) if key and sent else None
    return {
        "snippet": _alone(script, address) if script else None,
        "triggers": [_with_calls(definition, trigger) for trigger in definition.triggers],
        "server": _servers(definition, address),
    }


def csp(form: html.Form) -> str:
    """The sources as two directives of a policy."""
    return f"script-src {form.csp.script_src}; connect-src {form.csp.connect_src}"


def size(javascript: str) -> dict[str, int]:
    raw = javascript.encode()
    return {"raw": len(raw), "gzip": len(compress(raw, 9, mtime=0))}


def _alone(script: Script, address: str) -> dict[str, Any]:
    inline = html.inline(script, address)
    javascript = script.javascript
    return {
        "html": inline.html,
        "javascript": javascript,
        "csp": csp(inline),
        "size": size(javascript),
    }


def _distinct(triggers: Sequence[Trigger]) -> list[dict[str, Any]]:
    """Each trigger once, as stored; those that the script watches for with the id that it sends."""
    return [_stored(trigger) for trigger in dict.fromkeys(triggers)]


def _stored(trigger: Trigger) -> dict[str, Any]:
    stored: dict[str, Any] = msgspec.to_builtins(trigger)
    return {"id": trigger_id(trigger), **stored} if isinstance(trigger, Automatic) else stored


def _with_calls(definition: Definition, trigger: Trigger) -> dict[str, Any]:
    """The trigger; for a custom one also the statement and, where a name alone counts, the element."""
    stored = _stored(trigger)
    if isinstance(trigger, Custom):
        event = example(definition, trigger)
        stored["track"] = calls.track(event)
        stored["attribute"] = None if needs_details(definition) else calls.attribute(event)
    return stored


def _servers(definition: Definition, address: str) -> dict[str, str] | None:
    found: list[Named] = [t for t in definition.triggers if isinstance(t, ServerEvent)]
    found += [t for t in definition.triggers if isinstance(t, PageView)]
    return asdict(servers(address, example(definition, found[0]))) if found else None
