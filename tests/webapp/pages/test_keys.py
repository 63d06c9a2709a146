"""Who may send for a project? The pages of its keys, on both databases."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from schemas.process.settings import Secret
from tests.webapp.rows import NOON, a_project
from tests.webapp.visitor import Visitor
from tests.webapp.wired import RING, now
from webapp.access.roles import Role
from webapp.db.engine import reading
from webapp.db.models import ApiKey, OutboxRow, Project
from webapp.keys.asked import MAX_KEYS
from webapp.keys.create import Wanted, create_key
from webapp.keys.material import secret_hash
from webapp.outbox import rows
from webapp.outbox.publish import publishing

KEYS = "/projects/shop/keys"
WEBSITE = {"name": "Website", "scopes": ["ingest:browser"], "origins": "https://shop.test"}


def _keys(engine: Engine) -> list[ApiKey]:
    with reading(engine) as session:
        found = list(session.scalars(select(ApiKey).order_by(ApiKey.created_at)))
        for key in found:
            _ = key.secrets, key.signing_versions
        session.expunge_all()
        return found


def _create(admin: Visitor, engine: Engine, **changes: object) -> ApiKey:
    assert admin.send(f"{KEYS}/new", KEYS, **{**WEBSITE, **changes}).status_code == 201
    return _keys(engine)[-1]


def _script(engine: Engine) -> str | None:
    with reading(engine) as session:
        return session.scalars(select(Project.snippet_sha256).where(Project.slug == "shop")).one()


def _secret(text: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", text)
    assert found
    return found[0]


def test_without_keys_the_list_says_so_and_names_the_next_step(admin: Visitor) -> None:
    page = admin.get(KEYS).text
    assert "Who may send for Shop?" in page
    assert "nobody can send for it" in page
    assert f'href="{KEYS}/new"' in page


def test_a_new_key_shows_its_secret_once_and_makes_the_script(
    admin: Visitor, engine: Engine
) -> None:
    answer = admin.send(f"{KEYS}/new", KEYS, **WEBSITE)
    assert answer.status_code == 201
    (key,) = _keys(engine)
    assert (key.name, key.scopes, key.allowed_origins) == (
        "Website",
        ["ingest:browser"],
        ["https://shop.test"],
    )
    secret = _secret(answer.text)
    assert key.secrets[0].digest == secret_hash(Secret(secret))
    assert f'href="{KEYS}/{key.id}"' in answer.text
    assert _script(engine)
    for page in (KEYS, f"{KEYS}/{key.id}"):
        shown = admin.get(page).text
        assert key.public in shown
        assert "whsec_" not in shown


def test_what_was_typed_stays_when_something_is_wrong(admin: Visitor, engine: Engine) -> None:
    answer = admin.send(
        f"{KEYS}/new", KEYS, name="Web & site", scopes=["query"], origins="ftp://shop.test"
    )
    assert answer.status_code == 422
    assert 'value="Web &amp; site"' in answer.text
    assert "ftp://shop.test</textarea>" in answer.text
    assert 'value="query" checked' in answer.text
    assert 'value="ingest:browser" checked' not in answer.text
    assert "Line 1: Pages that can send events begin with" in answer.text
    assert _keys(engine) == []


def test_a_project_has_a_bounded_number_of_living_keys(
    admin: Visitor, engine: Engine, shop: Project
) -> None:
    with publishing(engine) as session:
        for number in range(MAX_KEYS):
            create_key(session, shop, Wanted(f"{number}"), RING, NOON)
    answer = admin.send(f"{KEYS}/new", KEYS, **WEBSITE)
    assert answer.status_code == 422
    assert "Revoke one that nobody uses." in answer.text


def test_other_origins_are_saved_and_said_where_they_stand(admin: Visitor, engine: Engine) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    answer = admin.send(page, f"{page}/origins", origins="blog.test")
    assert (answer.status_code, answer.location) == (303, f"{page}?done=origins#origins")
    assert _keys(engine)[0].allowed_origins == ["https://blog.test"]
    assert "Saved. Collectors know" in admin.get(answer.location or "").text


def test_origins_that_are_wrong_stay_in_the_form_and_change_nothing(
    admin: Visitor, engine: Engine
) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    answer = admin.send(page, f"{page}/origins", origins="blog.test\nno address")
    assert answer.status_code == 422
    assert "blog.test\nno address</textarea>" in answer.text
    assert "Line 2: " in answer.text
    assert _keys(engine)[0].allowed_origins == ["https://shop.test"]


def test_without_origins_there_is_no_script_any_more(admin: Visitor, engine: Engine) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    admin.send(page, f"{page}/origins", origins="")
    assert _script(engine) is None


@pytest.mark.parametrize(("overlap", "kept"), [("86400", 2), ("0", 1)])
def test_a_rotated_secret_is_shown_once_and_the_old_one_counts_as_chosen(
    admin: Visitor, engine: Engine, overlap: str, kept: int
) -> None:
    page, script = f"{KEYS}/{_create(admin, engine).id}", _script(engine)
    answer = admin.send(page, f"{page}/rotate", overlap=overlap)
    assert answer.status_code == 201
    (key,) = _keys(engine)
    assert key.secrets[-1].digest == secret_hash(Secret(_secret(answer.text)))
    assert len(key.secrets) == kept
    assert ("counts until" in answer.text) == (kept == 2)
    if kept == 2:
        left = (key.secrets[0].valid_until or now()) - now()
        assert timedelta(hours=23) < left <= timedelta(hours=24)
    # Pages carry a token that has nothing to do with it.
    assert _script(engine) == script


def test_another_overlap_than_those_offered_is_refused(admin: Visitor, engine: Engine) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    assert admin.send(page, f"{page}/rotate", overlap="99999999").status_code == 400
    assert len(_keys(engine)[0].secrets) == 1


def test_a_signing_version_is_added_and_the_older_one_retired(
    admin: Visitor, engine: Engine
) -> None:
    page, script = f"{KEYS}/{_create(admin, engine).id}", _script(engine)
    assert "the last one cannot be retired" in admin.get(page).text
    assert admin.send(page, f"{page}/signing-versions").status_code == 303
    assert _script(engine) != script
    assert "Retire version 1?" in admin.get(page).text
    assert admin.send(page, f"{page}/signing-versions/1/retire").status_code == 303
    assert [v.retired_at is None for v in _keys(engine)[0].signing_versions] == [False, True]


def test_the_last_signing_version_stays(admin: Visitor, engine: Engine) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    assert admin.send(page, f"{page}/signing-versions/1/retire").status_code == 409
    assert admin.send(page, f"{page}/signing-versions/7/retire").status_code == 404
    assert [v.retired_at for v in _keys(engine)[0].signing_versions] == [None]


def test_a_revoked_key_is_pending_until_its_record_is_on_control(
    admin: Visitor, engine: Engine
) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    assert admin.send(page, f"{page}/revoke").status_code == 303
    assert admin.get(f"{page}/state.json").json == {
        "words": "revoking…",
        "tone": "warn",
        "pending": True,
    }
    assert "revoking…" in admin.get(KEYS).text
    rows.mark_published(engine, [row.revision for row in rows.waiting(engine)], now())
    assert admin.get(f"{page}/state.json").json == {
        "words": "revoked",
        "tone": "bad",
        "pending": False,
    }
    assert _script(engine) is None


@pytest.mark.parametrize("change", ["origins", "rotate", "signing-versions"])
def test_a_revoked_key_does_not_change(admin: Visitor, engine: Engine, change: str) -> None:
    page = f"{KEYS}/{_create(admin, engine).id}"
    admin.send(page, f"{page}/revoke")
    published = _published(engine)
    answer = admin.send(KEYS, f"{page}/{change}", origins="blog.test", overlap="0")
    assert answer.status_code == 409
    assert _published(engine) == published
    assert "Rotate secret" not in admin.get(page).text


def test_the_question_names_what_stops_with_the_key(admin: Visitor, engine: Engine) -> None:
    first = _create(admin, engine)
    assert "all your pages stop" in admin.get(f"{KEYS}/{first.id}").text
    second = _create(admin, engine, name="Second", scopes=["ingest:browser", "query"])
    assert "<strong>Second</strong>" in admin.get(f"{KEYS}/{first.id}").text
    page = admin.get(f"{KEYS}/{second.id}").text
    assert "Pages whose script was made with this key stop" in page
    assert "Grafana and whoever else reads" in page
    assert "Servers that sign" not in page


def test_a_key_of_another_project_is_not_there(
    admin: Visitor, engine: Engine, shop: Project
) -> None:
    foreign = a_project(engine, "blog", "other", alias="asdfgh")
    with publishing(engine) as session:
        key, _ = create_key(session, foreign, Wanted("Theirs"), RING, NOON)
        theirs = key.id
    for path in ("", "/state.json"):
        assert admin.get(f"{KEYS}/{theirs}{path}").status_code == 404
    for change in ("origins", "rotate", "signing-versions", "signing-versions/1/retire", "revoke"):
        answer = admin.send(f"{KEYS}/new", f"{KEYS}/{theirs}/{change}", origins="", overlap="0")
        assert answer.status_code == 404
    assert _keys(engine)[0].revoked_at is None
    assert admin.get(f"/projects/blog/keys/{theirs}").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(None, 404), (Role.VIEWER, 403), (Role.EDITOR, 403), (Role.OWNER, 200)]
)
def test_only_admins_see_keys(
    engine: Engine, shop: Project, role: Role | None, status: int
) -> None:
    someone = Visitor.signed_in(engine, shop, role)
    assert someone.get(KEYS).status_code == status
    assert someone.get(f"{KEYS}/{uuid4()}").status_code == (404 if status == 200 else status)
    if role:
        assert (">Keys</a>" in someone.get("/projects/shop/snippet").text) == (status == 200)


def test_a_hostile_name_stays_text(admin: Visitor, engine: Engine) -> None:
    hostile = '"><script>alert(1)</script>{{7*7}}'
    page = f"{KEYS}/{_create(admin, engine, name=hostile).id}"
    for path in (KEYS, page):
        shown = admin.get(path).text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def _published(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.scalars(select(OutboxRow)).all())


def test_an_id_that_is_none_is_not_there(admin: Visitor) -> None:
    assert admin.get(f"{KEYS}/1").status_code == 404
    assert admin.get(f"{KEYS}/{UUID(int=1)}").status_code == 404
