"""What does this code mean? Every reason and outcome, each under an anchor of its own."""

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from schemas.outcomes import OUTCOMES
from schemas.reasons import REASONS

blueprint: Final = Blueprint("reasons", __name__)


@blueprint.get("/reasons")
def page() -> ResponseReturnValue:
    """The same words as docs/reasons.md."""
    return render_template(
        "pages/reasons.html", reasons=REASONS.values(), outcomes=OUTCOMES.values()
    )
