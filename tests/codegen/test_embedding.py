import json

from codegen.embedding import literal


def test_markup_cannot_leave_the_script() -> None:
    text = literal({"url": "</script><!--<script>"})
    assert "<" not in text
    assert json.loads(text) == {"url": "</script><!--<script>"}


def test_line_separators_are_escaped() -> None:
    assert literal("a\u2028b\u2029c") == '"a\\u2028b\\u2029c"'


def test_equal_values_give_equal_text_whatever_their_order() -> None:
    assert literal({"b": 1, "a": 2}) == literal({"a": 2, "b": 1})
