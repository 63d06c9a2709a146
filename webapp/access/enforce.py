"""Before every request: who asks, and may they? Handlers find the answer here and never ask again."""

from typing import Final, cast
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from webapp.access.rules import ROUTES, Rule
from webapp.access.subjects import Member, ProjectUnnamed, member_of
from webapp.accounts.sessions import Person, person_of
from webapp.db.engine import reading
from webapp.parts import parts
from webapp.problems import FieldError, problem

API: Final = "/api/v1/"


def install(app: Flask) -> None:
    """Refuse before any handler runs; `access.check` made sure that every route has a rule."""
    app.before_request(_enforce)


def person() -> Person | None:
    """Who is signed in: by cookie on pages, by bearer token on the API, never the other way round."""
    if "person" not in g:
        g.person = _bearer() if request.path.startswith(API) else _by_cookie()
    return cast(Person | None, g.person)


def asker() -> Person:
    """Who is signed in, in a handler whose rule demands that."""
    found = person()
    assert found is not None, request.endpoint
    return found


def member() -> Member:
    """The project and role that the request's rule demanded."""
    return cast(Member, g.member)


def _enforce() -> AnyResponse | None:
    rule = ROUTES.get(request.endpoint or "")
    if rule is None or rule.is_public:
        return None  # without a route: the error that it is follows
    someone = person()
    if someone is None:
        return _unknown()
    return _enforce_membership(someone, rule) if rule.role else None


def _enforce_membership(someone: Person, rule: Rule) -> AnyResponse | None:
    try:
        with reading(parts().engine) as session:
            found = member_of(session, someone.user_id, rule.subject)
    except ProjectUnnamed:
        return problem(422, "", errors=[FieldError("project_id", "Name the project by its id.")])
    if found is None:
        return problem(404, "")
    if rule.role and found.role < rule.role:
        return problem(403, f"This needs the role {rule.role.name.lower()}.")
    g.member = found
    return None


def _unknown() -> AnyResponse:
    """A program is told; a person is asked to sign in and then brought back."""
    if request.path.startswith(API):
        answer: Response = problem(401, "")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    back = request.full_path.rstrip("?") if request.method == "GET" else "/projects"
    return redirect(f"/sign-in?next={quote(back)}", 303)


def _by_cookie() -> Person | None:
    return (
        cast(Person, current_user._get_current_object()) if current_user.is_authenticated else None
    )


def _bearer() -> Person | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    now = parts().clock()
    session_id = parts().bearer.session_id(token.strip(), now)
    if session_id is None:
        return None
    with reading(parts().engine) as session:
        return person_of(session, session_id, "api", now)
