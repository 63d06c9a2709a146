"""Is every event accounted for?"""

from typing import Final

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import member
from webapp.ledger import account
from webapp.ledger.look import last_days
from webapp.ledger.queries import NotADay
from webapp.pages import frame
from webapp.parts import parts
from webapp.prometheus import PrometheusAway, QueryRefused

blueprint: Final = Blueprint("ledger", __name__)

DAYS: Final = 14


@blueprint.get("/projects/<project>/ledger")
def page(project: str) -> ResponseReturnValue:
    """One row a day; below, each metric of the chosen day as counted and as Prometheus holds it."""
    wired = parts()
    day = request.args.get("day") or last_days(wired.clock(), 1)[0]
    try:
        found = account.of_day(wired, member().project_id, day, DAYS)
    except NotADay:
        abort(404)
    except (PrometheusAway, QueryRefused) as error:
        return frame.render("pages/ledger.html", "Ledger", day=day, fault=str(error)), 502
    return frame.render("pages/ledger.html", "Ledger", day=day, found=found)
