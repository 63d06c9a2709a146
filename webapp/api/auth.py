"""auth/*: signing up, in and out, and who one is."""

from typing import Any, Final

from flask import request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import asker
from webapp.accounts import apply, sessions
from webapp.accounts.sign_in import WrongCredentials, sign_in
from webapp.accounts.sign_up import EmailTaken
from webapp.api.blueprint import Blueprint, fails
from webapp.api.bodies import auth as bodies
from webapp.db.engine import writing
from webapp.db.models import User
from webapp.parts import parts
from webapp.problems import FieldError, problem

blueprint: Final = Blueprint("auth", __name__, description="People and their sign-ins")


@blueprint.post("/signup")
@blueprint.arguments(bodies.SignUp)
@blueprint.response(201, bodies.SignedUp)
@fails(403, "This installation takes no new accounts (`signup_closed`).")
@fails(409, "There is an account with this address (`email_taken`).")
@fails(429, "Too many attempts from this address; see Retry-After.")
def signup(wanted: dict[str, str]) -> Any:
    """Make an account with its first organization, project and API key; signs in."""
    try:
        made, row = apply.open_account(wanted, "api", request.remote_addr or "")
    except apply.ApplicationRefused as refused:
        return _refused(refused)
    except apply.SignUpClosed:
        return problem(403, "This installation takes no new accounts.", "signup_closed")
    except EmailTaken:
        return problem(409, "There is an account with this address.", "email_taken")
    key = made.key
    return {
        **_signed_in(made.user, parts().bearer.token(row), row),
        "organization": made.organization,
        "project": made.project,
        "api_key": {
            "id": key.id,
            "name": key.name,
            "key": key.public,
            "secret": made.secret.reveal(),
            "scopes": key.scopes,
            "allowed_origins": key.allowed_origins,
            "created_at": key.created_at,
        },
    }


@blueprint.post("/signin")
@blueprint.arguments(bodies.SignIn)
@blueprint.response(200, bodies.SignedIn)
@fails(401, "No account has this address and password (`credentials_wrong`).")
@fails(429, "Too many attempts from this address; see Retry-After.")
def signin(given: dict[str, str]) -> Any:
    """A token for an hour."""
    wired = parts()
    wired.attempts.take("sign-in", request.remote_addr or "", wired.clock().timestamp())
    try:
        user, row = sign_in(wired.engine, given["email"], given["password"], "api", wired.clock())
    except WrongCredentials:
        return problem(401, "No account has this address and password.", "credentials_wrong")
    return _signed_in(user, wired.bearer.token(row), row)


@blueprint.get("/me")
@blueprint.response(200, bodies.User)
def me() -> Any:
    """Whose token this is."""
    someone = asker()
    return {
        "id": someone.user_id,
        "email": someone.email,
        "name": someone.name,
        "email_verified": someone.is_verified,
    }


@blueprint.post("/signout")
@blueprint.response(204)
def signout() -> ResponseReturnValue:
    """End the token's sign-in at once."""
    with writing(parts().engine) as session:
        sessions.end(session, asker().session_id, parts().clock())
    return "", 204


def _signed_in(user: User, token: str, row: Any) -> dict[str, Any]:
    return {
        "token": token,
        "expires_at": row.expires_at,
        "user": {
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "email_verified": user.email_verified_at is not None,
        },
    }


def _refused(refused: apply.ApplicationRefused) -> ResponseReturnValue:
    errors = [FieldError(path, message) for path, message in refused.faults.items()]
    return problem(422, "", errors=errors)
