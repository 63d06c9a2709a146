"""`.env.example` and docs/settings.md say what the components declare, all of it."""

import re

from ops.reference import MODULES, ROOT, Component, components, example, page, written
from schemas.process.settings import Declaration

REQUIRED = Declaration("TALLY_KEYS", "secret", None, "opens things", True, ())
CHOSEN = Declaration("TALLY_ENV", "str", "a", "which one", False, ("a", "b"))


def test_the_generated_files_are_current() -> None:
    for path, text in written().items():
        assert path.read_text(encoding="utf-8") == text, "run `python -m ops settings`"


def test_no_setting_is_declared_where_the_reference_does_not_look() -> None:
    known = {ROOT / f"{name.replace('.', '/')}.py" for name in MODULES}
    packages = ("schemas", "codegen", "collector", "consumers", "webapp", "ops")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    declaring = {
        path
        for path in sources
        if re.search(r"= setting\(\s*\"TALLY_", path.read_text(encoding="utf-8"))
    }
    assert declaring <= known


def test_a_name_that_two_components_declare_has_one_default() -> None:
    defaults: dict[str, set[str | None]] = {}
    for component in components():
        for setting in component.settings:
            defaults.setdefault(setting.name, set()).add(setting.default)
    assert {name: found for name, found in defaults.items() if len(found) > 1} == {}


def test_the_example_has_each_variable_once_and_no_secret() -> None:
    text = example(
        [Component("One", "First.", (REQUIRED, CHOSEN)), Component("Two", "Second.", (CHOSEN,))]
    )
    assert text.count("TALLY_ENV=a") == 1
    assert "# opens things; required\nTALLY_KEYS=\n" in text
    assert "# which one (a | b)\n" in text


def test_the_page_escapes_what_would_break_its_table() -> None:
    text = page([Component("One", "First.", (REQUIRED, CHOSEN))])
    assert "| `TALLY_ENV` | str | `a` | which one (a \\| b) |" in text
    assert "| `TALLY_KEYS` | secret | required | opens things |" in text
