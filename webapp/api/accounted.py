"""What became of events: a project's ledger, explain, tickets for its live stream, a key's use."""

from typing import Any, Final
from uuid import UUID

import msgspec

from consumers.core.explain import Explanation
from webapp.access.enforce import asker, member
from webapp.api.blueprint import Blueprint, fails
from webapp.api.bodies import accounted as bodies
from webapp.db.engine import reading, writing
from webapp.explain.asked import NotABeacon, from_json
from webapp.explain.known import explained
from webapp.ledger import account
from webapp.ledger.days import Books
from webapp.ledger.look import Usage, last_days, usage
from webapp.live import tickets
from webapp.live.app import STREAM
from webapp.live.messages import Text, hello
from webapp.parts import parts
from webapp.problems import FieldError, problem
from webapp.prometheus import PrometheusAway, QueryRefused

blueprint: Final = Blueprint("accounted", __name__, description="What became of events")
keys: Final = Blueprint("key_usage", __name__, description="Use of keys")


@blueprint.get("/<uuid:project_id>/ledger")
@blueprint.arguments(bodies.LedgerAsked, location="query")
@blueprint.response(200, bodies.Ledger)
@fails(502, "Prometheus does not answer.")
def ledger(asked: dict[str, Any], project_id: UUID) -> Any:
    """Whether every event of a day is accounted for, beside what Prometheus holds."""
    day = asked["day"].isoformat() if asked["day"] else last_days(parts().clock(), 1)[0]
    try:
        found = account.of_day(parts(), project_id, day)
    except (PrometheusAway, QueryRefused) as error:
        return problem(502, str(error))
    return {
        "day": day,
        "as_of": found.ledger.at,
        "waiting_known": found.ledger.waiting_known,
        "events": found.ledger.days[day],
        "metrics": found.metrics,
        "refused": found.refused,
    }


@blueprint.post("/<uuid:project_id>/explain")
@blueprint.arguments(bodies.ExplainAsked)
@blueprint.response(200, bodies.Explained)
def explain(given: dict[str, Any], project_id: UUID) -> Any:
    """What would become of a beacon, and why: nothing is counted by asking."""
    try:
        asked = from_json(given)
    except NotABeacon as fault:
        return problem(422, "", errors=[FieldError(fault.path, fault.message)])
    with reading(parts().engine) as session:
        found = explained(session, project_id, asked, parts().clock())
    return {**_plain(found), "texts": _texts(found)}


@blueprint.post("/<uuid:project_id>/live-tickets")
@blueprint.response(201, bodies.Ticket)
def live_ticket(project_id: UUID) -> Any:
    """A ticket that opens one live stream of the project."""
    wired = parts()
    now = wired.clock()
    with writing(wired.engine) as session:
        ticket = tickets.issue(session, asker().session_id, project_id, now)
    url = wired.settings.live_url.rstrip("/") + STREAM
    return {"ticket": ticket, "url": url, "expires_at": now + tickets.LIFETIME}


@keys.get("/<uuid:key_id>/usage")
@keys.arguments(bodies.UsageAsked, location="query")
@keys.response(200, bodies.Usage)
@fails(502, "Prometheus does not answer.")
def key_usage(asked: dict[str, int], key_id: UUID) -> Any:
    """When a key was last used and what became of its events."""
    wired = parts()
    now = wired.clock()
    days = last_days(now, asked["days"])
    with reading(wired.engine) as session:
        tenant = account.tenant_of(session, member().project_id)
    try:
        found = usage(wired.prometheus, tenant, days, now)
    except (PrometheusAway, QueryRefused) as error:
        return problem(502, str(error))
    return found.get(str(key_id)) or Usage({day: Books() for day in days}, None)


def _plain(explanation: Explanation) -> Any:
    return {"result": "", **msgspec.to_builtins(explanation)}


def _texts(explanation: Explanation) -> dict[str, Text]:
    """The words for the codes that occur."""
    events = explanation.events
    codes = {code for event in events for code in (event.result, event.reason)}
    codes |= {verdict.verdict for event in events for verdict in event.definitions}
    return {code: text for code, text in hello().texts.items() if code in codes}
