"""Control records in, look-ups out."""

import msgspec
import pytest

from collector.memory import Memory
from schemas.process.errors import Reject
from schemas.records.control import Snippet
from tests.collector.samples import (
    KEY,
    PARTITIONS,
    PROJECT,
    RING,
    SHA,
    entry,
    memory,
    token,
    tombstone,
)

replace = msgspec.structs.replace
SNIPPET = Snippet(PROJECT.id, SHA, "tally=1")


def unknown(held: Memory) -> bool:
    try:
        held.verify(token())
    except Reject as reject:
        return reject.code == "credential_unknown"
    return False


@pytest.mark.parametrize(
    "order", [(PROJECT, KEY), (KEY, PROJECT)], ids=["project first", "key first"]
)
def test_a_key_counts_once_its_project_is_known(order: tuple[object, ...]) -> None:
    held = Memory(RING, PARTITIONS)
    assert unknown(held)
    held.apply(entry(order[0]))  # type: ignore[arg-type]
    assert unknown(held)
    held.apply(entry(order[1]))  # type: ignore[arg-type]
    assert held.verify(token()).credential.project == "shop"


def test_a_revoked_key_is_refused_at_the_next_look_up() -> None:
    held = memory()
    assert not held.verify(token()).credential.revoked
    held.apply(entry(replace(KEY, revoked=True)))
    assert held.verify(token()).credential.revoked


def test_a_retired_signing_version_is_seen_at_the_next_look_up() -> None:
    held = memory()
    assert not held.verify(token()).retired
    versions = (replace(KEY.signing_versions[0], retired=True),)
    held.apply(entry(replace(KEY, signing_versions=versions)))
    assert held.verify(token()).retired


def test_removed_keys_and_projects_are_unknown() -> None:
    for gone in (KEY, PROJECT):
        held = memory()
        held.apply(tombstone(gone))
        assert unknown(held)


def test_a_tombstone_for_something_never_seen_is_harmless() -> None:
    held = Memory(RING, PARTITIONS)
    for gone in (KEY, PROJECT, SNIPPET):
        held.apply(tombstone(gone))


def test_scripts_and_aliases_are_looked_up_by_address() -> None:
    held = memory(replace(PROJECT, alias="qmzrtk"), SNIPPET)
    assert held.script("/s/shop.js") is held.script("/qmzrtk.js") is not None
    assert held.script(f"/s/shop/{SHA}.js") is not None
    assert held.is_alias("/qmzrtk")
    held.apply(tombstone(SNIPPET))
    assert held.script("/s/shop.js") is None
    held.apply(tombstone(PROJECT))
    assert not held.is_alias("/qmzrtk")
