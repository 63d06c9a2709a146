"""Settings: TALLY_* environment variables, declared beside the component that reads them.

A component declares a frozen dataclass whose fields are made by `setting(...)`; `read` fills it from an
environment and refuses a bad value at start with one line that names the variable.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

_REQUIRED: Final = object()
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})
# int() and float() would also take underscores, spaces, other scripts' digits and "nan".
_NUMBERS: Final[dict[type[Any], re.Pattern[str]]] = {
    int: re.compile(r"-?[0-9]{1,18}"),
    float: re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?"),
}


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
    name: str,
    purpose: str,
    *,
    default: Any = _REQUIRED,
    choices: tuple[str, ...] = (),
    least: int | None = None,
) -> Any:
    """A dataclass field filled from variable `name`; without a default the variable is required.

    `least` bounds an int from below. An int named ..._PORT is a port: 0 (any free one) to 65535.
    """
    port = name.endswith("_PORT")
    metadata = {
        "name": name,
        "purpose": purpose,
        "choices": choices,
        "default": default,
        "least": 0 if port and least is None else least,
        "most": 65_535 if port else None,
    }
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
    value = _parse(name, kind, text)
    if kind is int:
        _check_bounds(name, value, meta["least"], meta["most"])
    return value


def _secret_text(name: str, environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(f"{name}_FILE cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingError(f"{name}_FILE is not UTF-8 text") from None


def _parse(name: str, kind: type[Any], text: str) -> Any:
    if kind is bool:
        return _boolean(name, text)
    if kind in _NUMBERS and not _NUMBERS[kind].fullmatch(text):
        raise SettingError(f"{name} must be {kind.__name__}, not {text!r}")
    value = kind(text)
    if kind is float and not isfinite(value):
        raise SettingError(f"{name} must be float, not {text!r}")
    return value


def _check_bounds(name: str, value: int, least: int | None, most: int | None) -> None:
    if least is not None and value < least:
        raise SettingError(f"{name} must be at least {least}, not {value}")
    if most is not None and value > most:
        raise SettingError(f"{name} must be at most {most}, not {value}")


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
