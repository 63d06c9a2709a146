"""Settings: TALLY_* environment variables, declared beside the component that reads them.

A component declares a frozen dataclass whose fields are made by `setting(...)`; `read` fills it from an
environment and refuses a bad value at start with one line that names the variable.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

_REQUIRED: Final = object()
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off", ""})


class SettingError(Exception):
    """Stop: a setting is missing or malformed. The text names the variable, never a secret's value."""


class Secret:
    """A value that cannot print itself; `reveal()` is the only way to the text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> typing.NoReturn:
        raise TypeError("a secret is not serialised")


@dataclasses.dataclass(frozen=True, slots=True)
class Declaration:
    """One declared variable: what `.env.example` and the settings reference print."""

    name: str
    kind: str
    default: str | None
    purpose: str
    secret: bool
    choices: tuple[str, ...]


def setting(
    name: str, purpose: str, *, default: Any = _REQUIRED, choices: tuple[str, ...] = ()
) -> Any:
    """A dataclass field filled from variable `name`; without a default the variable is required."""
    metadata = {"name": name, "purpose": purpose, "choices": choices, "default": default}
    return dataclasses.field(metadata=metadata)


def read(component: type[T], environ: Mapping[str, str]) -> T:
    """Fill `component` from `environ`. A Secret `NAME` may come from the file named by `NAME_FILE`.

    Raises SettingError naming the variable for a missing, malformed or undeclared choice.
    """
    hints = typing.get_type_hints(component)
    fields = dataclasses.fields(typing.cast(Any, component))
    return component(**{f.name: _value(f, hints[f.name], environ) for f in fields})


def declarations(component: type[Any]) -> list[Declaration]:
    """What `component` declares, in the order of its fields."""
    hints = typing.get_type_hints(component)
    return [_declaration(f, hints[f.name]) for f in dataclasses.fields(component)]


def _declaration(field: "dataclasses.Field[Any]", hint: Any) -> Declaration:
    meta, kind = field.metadata, _bare(hint)
    default = None if meta["default"] is _REQUIRED else _written(meta["default"])
    return Declaration(
        meta["name"],
        kind.__name__.lower(),
        default,
        meta["purpose"],
        kind is Secret,
        meta["choices"],
    )


def _value(field: "dataclasses.Field[Any]", hint: Any, environ: Mapping[str, str]) -> Any:
    meta, kind = field.metadata, _bare(hint)
    name = meta["name"]
    text = _secret_text(name, environ) if kind is Secret else environ.get(name)
    if text is None or (text == "" and kind is not str):
        if meta["default"] is _REQUIRED:
            raise SettingError(f"{name} is required: {meta['purpose']}")
        return meta["default"]
    if meta["choices"] and text not in meta["choices"]:
        raise SettingError(f"{name} must be one of {', '.join(meta['choices'])}")
    return _parse(name, kind, text)


def _secret_text(name: str, environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(f"{name}_FILE cannot be read: {error.strerror}") from None


def _parse(name: str, kind: type[Any], text: str) -> Any:
    if kind is bool:
        return _boolean(name, text)
    try:
        return kind(text)
    except ValueError:
        shown = "" if kind is Secret else f", not {text!r}"
        raise SettingError(f"{name} must be {kind.__name__.lower()}{shown}") from None


def _boolean(name: str, text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise SettingError(f"{name} must be on or off, not {text!r}")


def _bare(hint: Any) -> type[Any]:
    """The type behind an optional one: `Path | None` -> Path."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.cast(type[Any], next(a for a in typing.get_args(hint) if a is not type(None)))
    return typing.cast(type[Any], hint)


def _written(default: Any) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, Secret):
        return default.reveal()  # it stands in the source
    return str(default)
