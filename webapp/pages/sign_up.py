"""Sign up: account, project and first key in one step; the key's secret is shown once."""

from typing import Final

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import person
from webapp.accounts.apply import ApplicationRefused, SignUpClosed, open_account
from webapp.accounts.sign_up import EmailTaken
from webapp.pages.form import Form
from webapp.pages.sign_in import remember

blueprint: Final = Blueprint("sign_up", __name__)

TAKEN: Final = "There is an account with this address: sign in instead."
CLOSED: Final = "This installation takes no new accounts. Ask its operator for one."


@blueprint.get("/sign-up")
def form() -> ResponseReturnValue:
    """What do we need to know?"""
    return redirect("/projects", 303) if person() else _page(Form())


@blueprint.post("/sign-up")
def attempt() -> ResponseReturnValue:
    """Make the account and show the key's secret, once; what was typed stays when something is wrong."""
    try:
        made, row = open_account(request.form, "web", request.remote_addr or "")
    except ApplicationRefused as refused:
        errors = refused.faults
    except EmailTaken:
        errors = {"email": TAKEN}
    except SignUpClosed:
        errors = {"": CLOSED}
    else:
        remember(made.user, row)
        onward = f"/projects/{made.project.slug}/metrics/new"
        return make_response(
            render_template(
                "pages/secret.html", key=made.key, secret=made.secret.reveal(), onward=onward
            ),
            201,
        )
    return make_response(_page(Form(request.form, errors).without("password")), 422)


def _page(shown: Form) -> str:
    return render_template("pages/sign_up.html", form=shown)
