"""The generated documents: `.env.example` and docs/settings.md from the settings that the components
declare, docs/reasons.md from the table of reasons, docs/beacon.schema.json from the beacon."""

import dataclasses
import importlib
from collections.abc import Iterable
from pathlib import Path

from ops import reasons_page
from ops.local.cache import write_whole
from schemas import beacon_schema
from schemas.process.settings import Declaration, declarations

ROOT = Path(__file__).parent.parent
# Read, never run: only the declarations are taken from the modules of other packages.
MODULES = (
    "schemas.process.common",
    "collector.settings",
    "consumers.settings",
    "webapp.settings",
    "ops.settings",
    "ops.demo.settings",
)
_HEAD = "Written by `python -m ops settings` from what the components declare; do not edit."


@dataclasses.dataclass(frozen=True, slots=True)
class Component:
    """A settings class: its name, the first line of its docstring, and what it declares."""

    title: str
    words: str
    settings: tuple[Declaration, ...]


def components() -> list[Component]:
    """Every settings class of MODULES in the order they are written."""
    modules = [importlib.import_module(name) for name in MODULES]
    classes = [
        value
        for module in modules
        for value in vars(module).values()
        if dataclasses.is_dataclass(value)
        and isinstance(value, type)
        and value.__module__ == module.__name__
    ]
    return [
        Component(c.__name__.removesuffix("Settings"), _first_line(c), tuple(declarations(c)))
        for c in classes
    ]


def _first_line(component: type) -> str:
    return (component.__doc__ or "").partition("\n")[0]


def written() -> dict[Path, str]:
    """The files and the text each shall have."""
    found = components()
    return {
        ROOT / ".env.example": example(found),
        ROOT / "docs" / "settings.md": page(found),
        ROOT / "docs" / "reasons.md": reasons_page.written(),
        ROOT / "docs" / "beacon.schema.json": beacon_schema.text(),
    }


def write() -> None:
    """Write them all."""
    for path, text in written().items():
        write_whole(path, text)


def example(found: Iterable[Component]) -> str:
    """`.env.example`: each variable once, with its default; empty where one must be given."""
    lines, seen = [f"# {_HEAD}"], set[str]()
    for component in found:
        lines += ["", f"# --- {component.title}: {component.words}"]
        for setting in component.settings:
            again = setting.name in seen
            seen.add(setting.name)
            lines += [] if again else [f"# {_purpose(setting)}", _assignment(setting)]
    return "\n".join([*lines, ""])


def _assignment(setting: Declaration) -> str:
    return f"{setting.name}={'' if setting.secret else setting.default or ''}"


def _purpose(setting: Declaration) -> str:
    choices = f" ({' | '.join(setting.choices)})" if setting.choices else ""
    return f"{setting.purpose}{choices}{'; required' if setting.default is None else ''}"


def page(found: Iterable[Component]) -> str:
    """docs/settings.md: one table per component."""
    parts = [
        f"# Settings\n\n<!-- {_HEAD} -->\n\n"
        "All settings are environment variables, read and checked when a process starts. A secret "
        "may also be given as `NAME_FILE`, the path of a file that holds it."
    ]
    parts += [f"## {c.title}\n\n{c.words}\n\n{_table(c.settings)}" for c in found]
    return "\n\n".join(parts) + "\n"


def _table(settings: Iterable[Declaration]) -> str:
    rows = [
        f"| `{s.name}` | {'secret' if s.secret else s.kind} | {_default(s)} | {_cell(_choices(s))} |"
        for s in settings
    ]
    return "\n".join(["| variable | type | default | purpose |", "|---|---|---|---|", *rows])


def _choices(setting: Declaration) -> str:
    return setting.purpose + (f" ({' | '.join(setting.choices)})" if setting.choices else "")


def _default(setting: Declaration) -> str:
    if setting.default is None:
        return "required"
    return f"`{_cell(setting.default)}`" if setting.default and not setting.secret else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
