"""The front page and the numbers it renews itself with."""

from dataclasses import asdict
from typing import Any, Final, cast, get_args
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from webapp.db.engine import reading
from webapp.front import queries
from webapp.front.queries import Subject
from webapp.front.recent import Look
from webapp.front.snapshot import By
from webapp.front.subject import demo_subject
from webapp.parts import parts
from webapp.problems import problem
from webapp.settings import WebSettings
from webapp.snippets.forms import forms_of

blueprint = Blueprint("front", __name__, template_folder="templates")

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
AWAY: Final = {
    "what": "Prometheus does not answer, so there are no numbers to show.",
    "kept": "Nothing is lost: events are still taken and counted, and the numbers catch up.",
    "todo": "Check that Prometheus runs at the address in TALLY_PROMETHEUS_URL. "
    "This page keeps trying.",
}


@blueprint.get("/demo")
def page() -> Response:
    """What is happening on the demo project; works without scripts, which keep it current."""
    by = _by()
    if by is None:
        return problem(400, "by is path or browser")
    settings = parts().settings
    with reading(parts().engine) as session:
        subject = demo_subject(session)
        if subject is None:
            return make_response(render_template("front/empty.html"))
        forms = forms_of(session, subject.project, settings.collector_url)
    look = parts().recent.look(subject, by)
    return make_response(
        render_template(
            "front/page.html",
            subject=subject,
            by=by,
            look=look,
            now=_now(look),
            trouble=AWAY,
            forms=forms,
            sources=_sources(subject, by, settings),
            settings=settings,
        )
    )


@blueprint.get("/demo/now.json")
def now() -> Response:
    """The numbers of the page: fixed queries about the demo project, shared for two seconds."""
    by = _by()
    with reading(parts().engine) as session:
        subject = demo_subject(session)
    if by is None or subject is None:
        return problem(404 if by else 400, "" if by else "by is path or browser")
    return jsonify(_now(parts().recent.look(subject, by)))


def _by() -> By | None:
    by = request.args.get("by", "path")
    return cast(By, by) if by in get_args(By) else None


def current(subject: Subject, by: By) -> dict[str, Any]:
    """What `now` answers, for a page that shows some of it."""
    return _now(parts().recent.look(subject, by))


def _now(look: Look) -> dict[str, Any]:
    """The snapshot as JSON; `trouble` instead of it when Prometheus gave none."""
    if look.snapshot is None:
        return {"at": look.at.timestamp(), "snapshot": None, "trouble": AWAY}
    return {"at": look.at.timestamp(), "snapshot": asdict(look.snapshot), "trouble": None}


def _sources(subject: Subject, by: By, settings: WebSettings) -> list[dict[str, str]]:
    """Where each number comes from: name, PromQL and the places that evaluate it."""
    named = {
        "Page views counted": queries.total(subject),
        "In the last hour": queries.gained(subject, "1h"),
        "Views per minute": queries.per_minute(subject, by),
        "Top pages": queries.top_paths(subject),
    }
    return [
        {
            "name": name,
            "promql": promql,
            "prometheus": _prometheus(settings.prometheus_url, promql),
            "grafana": _grafana(settings.grafana_url, promql),
        }
        for name, promql in named.items()
    ]


def _prometheus(url: str, promql: str) -> str:
    """Its own graph page, where the reader can reach it: on this machine."""
    if urlsplit(url).hostname not in _LOOPBACK:
        return ""
    graph = {"g0.expr": promql, "g0.tab": "0", "g0.range_input": "1h"}
    return f"{url.rstrip('/')}/graph?{urlencode(graph)}"


def _grafana(url: str, promql: str) -> str:
    """Explore with the query filled in."""
    if not url:
        return ""
    escaped = promql.replace("\\", "\\\\").replace('"', '\\"')
    left = (
        f'{{"queries":[{{"refId":"A","expr":"{escaped}"}}],"range":{{"from":"now-1h","to":"now"}}}}'
    )
    return f"{url.rstrip('/')}/explore?left={quote(left)}"
