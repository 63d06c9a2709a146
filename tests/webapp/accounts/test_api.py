"""auth/*: accounts by API."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from schemas.process.settings import Secret
from tests.webapp.accounts.browser import ANN, PASSWORD
from tests.webapp.api.caller import Answer, Caller, caller
from tests.webapp.wired import RING
from webapp.db.engine import reading
from webapp.db.models import ApiKey, Membership, User


def sign_up(nobody: Caller, **different: Any) -> Answer:
    return nobody.send("POST", "auth/signup", {**ANN, **different})


def sign_in(nobody: Caller, email: str = ANN["email"], password: str = PASSWORD) -> Answer:
    return nobody.send("POST", "auth/signin", {"email": email, "password": password})


def test_signing_up_answers_with_exactly_the_contract(engine: Engine) -> None:
    answer = sign_up(caller(engine), name="Ann", organization="Lamps & Co")
    assert answer.status_code == 201
    made = answer.json
    assert made.keys() == {"token", "expires_at", "user", "organization", "project", "api_key"}
    assert made["user"].keys() == {"id", "email", "name", "email_verified"}
    assert made["organization"].keys() == {"id", "slug"}
    assert made["project"].keys() == {"id", "name", "slug"}
    assert made["api_key"].keys() == {
        "id",
        "name",
        "key",
        "secret",
        "scopes",
        "allowed_origins",
        "created_at",
    }
    assert (made["organization"]["slug"], made["project"]["slug"]) == ("lamps-co", "shop-test")
    assert made["api_key"]["allowed_origins"] == ["https://shop.test"]
    assert made["user"]["email_verified"] is False


def test_the_first_account_is_the_operator_and_each_owns_what_it_made(engine: Engine) -> None:
    nobody = caller(engine)
    sign_up(nobody)
    sign_up(nobody, email="ben@shop.test")
    with reading(engine) as session:
        users = session.scalars(select(User).order_by(User.created_at)).all()
        assert [user.is_operator for user in users] == [True, False]
        memberships = session.scalars(select(Membership)).all()
        assert [it.role for it in memberships] == ["owner", "owner"]
        assert len({it.organization_id for it in memberships}) == 2
        assert all(user.password_hash.startswith("$argon2id$") for user in users)


def test_the_pages_of_the_new_project_have_their_script_at_once(engine: Engine) -> None:
    made = sign_up(caller(engine)).json
    found = caller(engine)
    owner = found.named(ANN["email"])
    snippet = owner.get(f"projects/{made['project']['id']}/snippet")
    assert snippet.status_code == 200
    with reading(engine) as session:
        key = session.scalars(select(ApiKey)).one()
        assert RING.decrypt(key.secrets[0].encrypted or "")
        assert Secret(made["api_key"]["secret"]).reveal().startswith("whsec_")


@pytest.mark.parametrize(
    ("different", "paths"),
    [
        ({"email": "ann"}, ["email"]),
        ({"password": "password1"}, ["password"]),
        (
            {"password": "short", "origin": "no origin", "email": "x"},
            ["email", "password", "origin"],
        ),
        ({"name": "a\nb"}, ["name"]),
        ({"organization": "x" * 201}, ["organization"]),
        ({"email": None}, ["email"]),
        ({"extra": 1}, ["extra"]),
    ],
)
def test_every_fault_is_named_and_nothing_is_made(
    engine: Engine, different: dict[str, Any], paths: list[str]
) -> None:
    answer = sign_up(caller(engine), **different)
    assert (answer.status_code, answer.json["code"]) == (422, "validation_failed")
    assert [error["path"] for error in answer.json["errors"]] == paths
    with reading(engine) as session:
        assert session.scalars(select(User)).all() == []


def test_an_address_has_one_account(engine: Engine) -> None:
    nobody = caller(engine)
    sign_up(nobody)
    again = sign_up(nobody, email=" ANN@shop.test")
    assert (again.status_code, again.json["code"]) == (409, "email_taken")


def test_a_closed_installation_takes_the_first_account_alone(engine: Engine) -> None:
    nobody = caller(engine, signup="closed")
    assert sign_up(nobody).status_code == 201
    refused = sign_up(nobody, email="ben@shop.test")
    assert (refused.status_code, refused.json["code"]) == (403, "signup_closed")


def test_a_token_says_whose_it_is_until_it_is_signed_out(engine: Engine) -> None:
    nobody = caller(engine)
    sign_up(nobody)
    found = sign_in(nobody).json
    assert found.keys() == {"token", "expires_at", "user"}
    ann, other = nobody.with_token(found["token"]), nobody.with_token(sign_in(nobody).json["token"])
    assert ann.get("auth/me").json == found["user"]
    assert ann.send("POST", "auth/signout").status_code == 204
    assert (ann.get("auth/me").status_code, other.get("auth/me").status_code) == (401, 200)


def test_without_a_token_one_is_asked_for(engine: Engine) -> None:
    answer = caller(engine).get("auth/me")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert caller(engine).with_token("x.y.z").get("auth/me").status_code == 401


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(engine: Engine) -> None:
    nobody = caller(engine)
    sign_up(nobody)
    answers = [
        sign_in(nobody, password="lamp and larder by the beach"),
        sign_in(nobody, email="ben@shop.test"),
        sign_in(nobody, email="no address"),
    ]
    assert {(it.status_code, it.text) for it in answers} == {(401, answers[0].text)}
    assert answers[0].json["code"] == "credentials_wrong"


def test_too_many_attempts_wait(engine: Engine) -> None:
    nobody = caller(engine, attempts_per_hour=2)
    statuses = [sign_in(nobody).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    waits = sign_in(nobody)
    assert 0 < int(waits.headers["Retry-After"]) <= 3600
    # Signing up is counted by itself.
    assert sign_up(nobody).status_code == 201


def test_a_cookie_is_no_token_and_a_token_no_cookie(engine: Engine) -> None:
    made = sign_up(caller(engine)).json
    ann = caller(engine).with_token(made["token"])
    client = ann.client
    page = client.get("/projects", headers=ann.headers)
    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in?next=/projects")
