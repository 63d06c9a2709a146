"""The tables of the editor hold whatever the schemas know."""

from typing import get_args

import msgspec
import pytest

from codegen import fragments
from schemas.definitions import LABEL_SOURCES, Operator, Type
from schemas.triggers import Trigger
from webapp.editor.vocabulary.field import Field
from webapp.editor.vocabulary.kinds import KINDS, offered_kinds
from webapp.editor.vocabulary.metric_types import TYPES
from webapp.editor.vocabulary.operators import OPERATORS
from webapp.editor.vocabulary.sources import SOURCES

TRIGGERS = {str(t.__struct_config__.tag): t for t in get_args(Trigger)}


def test_every_kind_type_source_and_operator_of_the_schemas_has_its_words() -> None:
    assert TRIGGERS.keys() <= KINDS.keys()
    assert set(get_args(Type)) <= TYPES.keys()
    assert set(LABEL_SOURCES) <= SOURCES.keys()
    assert set(get_args(Operator)) == OPERATORS.keys()


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_kind_asks_for_exactly_the_fields_of_its_trigger(name: str) -> None:
    wanted = msgspec.structs.fields(TRIGGERS[name])
    assert {field.name for field in KINDS[name].fields} == {field.name for field in wanted}
    required = {field.name for field in wanted if field.required}
    assert required == {f.name for f in KINDS[name].fields if not f.is_optional}
    assert all("{" + field + "}" in KINDS[name].words for field in required)


def test_offered_is_what_is_counted_and_what_pages_can_send() -> None:
    offered = {kind.name for kind in offered_kinds()}
    assert {"page_view", "click", "form_submit", "scroll_depth", "custom", "server"} <= offered
    assert offered - {"page_view", "server"} <= fragments.load().keys()


def test_fields_of_one_name_are_one_field() -> None:
    by_name: dict[str, Field] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            assert by_name.setdefault(field.name, field) == field
