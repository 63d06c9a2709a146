"""Sign in, sign out."""

from typing import Final
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from webapp.access.enforce import asker, person
from webapp.accounts.sessions import as_person, end
from webapp.accounts.sign_in import WrongCredentials, sign_in
from webapp.db.engine import writing
from webapp.db.models import SignIn, User
from webapp.pages.form import Form
from webapp.pages.next import own_page
from webapp.parts import parts

blueprint: Final = Blueprint("sign_in", __name__)

WRONG: Final = "No account has this address and password."


@blueprint.get("/sign-in")
def form() -> ResponseReturnValue:
    """Who are you?"""
    if person():
        return redirect(own_page(request.args.get("next", "")), 303)
    return _page(Form())


@blueprint.post("/sign-in")
def attempt() -> ResponseReturnValue:
    """Sign in and go on to where one wanted to be; the same answer whatever was wrong."""
    given, wired = request.form, parts()
    wired.attempts.take("sign-in", request.remote_addr or "", wired.clock().timestamp())
    try:
        email, password = given.get("email", ""), given.get("password", "")
        user, row = sign_in(wired.engine, email, password, "web", wired.clock())
    except WrongCredentials:
        return make_response(_page(Form(given, {"": WRONG}).without("password")), 422)
    remember(user, row)
    return redirect(own_page(request.args.get("next", "")), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this sign-in, on the server too."""
    _end(asker().session_id)
    logout_user()
    return redirect("/", 303)


def remember(user: User, row: SignIn) -> None:
    """Give this browser the cookie of a sign-in, and nothing of what it held before."""
    session.clear()
    session.permanent = True
    login_user(as_person(user, row))


def _end(session_id: UUID) -> None:
    with writing(parts().engine) as writer:
        end(writer, session_id, parts().clock())


def _page(shown: Form) -> str:
    return render_template("pages/sign_in.html", form=shown)
