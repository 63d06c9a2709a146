"""How much may come in, and what is kept of visitors? A project's quota, rate and privacy."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import member
from webapp.api.changing import changing
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.ledger.account import tenant_of
from webapp.ledger.look import last_days, ledger
from webapp.ledger.queries import Tenant
from webapp.pages import frame
from webapp.pages.form import Form
from webapp.parts import parts
from webapp.prometheus import PrometheusAway, QueryRefused
from webapp.tenants.change import SettingsRefused, allowed, change

blueprint: Final = Blueprint("settings", __name__)

# Value, label and explanation of each of webapp.tenants.change.GPC.
_GPC_CHOICES: Final = (
    (
        "no_visitor",
        "Count it, without telling visitors apart",
        "No visitor hash is made or stored.",
    ),
    (
        "refuse",
        "Refuse it",
        "The script sends nothing; other beacons are answered with privacy_refused and not kept.",
    ),
)


@blueprint.get("/projects/<project>/settings")
def page(project: str) -> str:
    """The settings as they are, and how much of today's quota is used."""
    return _page(None, {})


@blueprint.post("/projects/<project>/settings")
def save(project: str) -> ResponseReturnValue:
    """Save all of them."""
    sent = request.form
    try:
        asked = allowed(*(sent.get(name, "") for name in ("gpc", "quota", "rate", "burst")))
    except SettingsRefused as refused:
        return make_response(_page(sent, refused.faults), 422)
    with changing() as (session, current):
        change(session, current, asked)
    return redirect(f"/projects/{project}/settings?done=saved", 303)


def _page(typed: Mapping[str, str] | None, faults: Mapping[str, str]) -> str:
    with reading(parts().engine) as session:
        current = session.get_one(Project, member().project_id)
        tenant, quota, saved = tenant_of(session, current.id), current.quota, _saved(current)
    return frame.render(
        "pages/settings.html",
        "Settings",
        form=Form(saved if typed is None else typed, faults),
        gpc=_GPC_CHOICES,
        quota=quota,
        used=_used_today(tenant),
        done=request.args.get("done", ""),
    )


def _saved(project: Project) -> dict[str, str]:
    """The settings as the form's texts."""
    limit = project.rate_limit or {}
    numbers = (project.quota, limit.get("events_per_second"), limit.get("burst"))
    quota, rate, burst = ("" if number is None else str(number) for number in numbers)
    return {"gpc": project.gpc, "quota": quota, "rate": rate, "burst": burst}


def _used_today(tenant: Tenant) -> int | None:
    """Events accepted today; None while Prometheus does not answer."""
    now = parts().clock()
    (today,) = last_days(now, 1)
    try:
        return ledger(parts().prometheus, tenant, [today], now).days[today].accepted
    except (PrometheusAway, QueryRefused):
        return None
