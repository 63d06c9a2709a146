"""Scripts and aliases by address."""

import msgspec

from collector.scripts import Scripts
from schemas.records.control import Snippet
from tests.collector.samples import PROJECT, SHA

replace = msgspec.structs.replace
ALIASED = replace(PROJECT, alias="qmzrtk")
NEWER, OLDER = Snippet(PROJECT.id, SHA, "tally=1"), Snippet(PROJECT.id, "0d" * 32, "tally=0")


def scripts(*snippets: Snippet) -> Scripts:
    made = Scripts()
    made.put_project(ALIASED)
    for snippet in snippets:
        made.put_snippet(snippet)
    return made


def text(held: Scripts, path: str) -> str | None:
    script = held.at(path)
    return None if script is None else str(script.answer(False, b"", b"").body["body"], "ascii")


def test_the_current_script_is_the_one_the_project_names() -> None:
    held = scripts(OLDER)
    assert text(held, "/s/shop.js") is None
    held.put_snippet(NEWER)
    for root in ("/s/shop", "/qmzrtk"):
        assert text(held, f"{root}.js") == text(held, f"{root}/{SHA}.js") == "tally=1"
        assert text(held, f"{root}/{OLDER.sha256}.js") == "tally=0"


def test_another_current_script_leaves_the_pinned_ones() -> None:
    held = scripts(NEWER, OLDER)
    held.put_project(replace(ALIASED, snippet_sha256=OLDER.sha256))
    assert text(held, "/qmzrtk.js") == "tally=0"
    assert text(held, f"/qmzrtk/{SHA}.js") == "tally=1"


def test_removed_scripts_are_gone() -> None:
    held = scripts(NEWER)
    held.remove_snippet(PROJECT.id, SHA)
    assert text(held, "/s/shop.js") is None
    assert text(held, f"/qmzrtk/{SHA}.js") is None


def test_an_alias_is_an_address_until_it_is_replaced_or_removed() -> None:
    held = scripts(NEWER)
    assert held.is_alias("/qmzrtk")
    assert not held.is_alias("/qmzrtk.js")
    assert not held.is_alias("/")
    held.put_project(replace(PROJECT, alias="aaaaaa"))
    assert (held.is_alias("/qmzrtk"), held.is_alias("/aaaaaa")) == (False, True)
    assert text(held, "/qmzrtk.js") is None
    held.remove_project(PROJECT.id)
    assert not held.is_alias("/aaaaaa")
    assert text(held, "/aaaaaa.js") is None


def test_a_project_without_an_alias_has_none() -> None:
    held = Scripts()
    held.put_project(PROJECT)
    held.put_snippet(NEWER)
    assert not held.is_alias("/")
    assert text(held, "/.js") is None
    assert text(held, "/s/shop.js") == "tally=1"
