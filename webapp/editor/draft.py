"""A metric as it is being typed: flat fields by path (`labels.0.name`), rows added and taken away.

Everything is text until `raw` makes JSON of it, so nothing that was typed is ever lost.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from typing import Any, Final

import msgspec

from schemas.definitions import MAX_CONDITIONS, MAX_LABELS, MAX_TRIGGERS, Definition, text_of
from webapp.editor.vocabulary.field import Field
from webapp.editor.vocabulary.kinds import KINDS
from webapp.editor.vocabulary.metric_types import TYPES
from webapp.editor.vocabulary.operators import NUMERIC

Values = dict[str, str]

ROWS: Final = {"triggers": MAX_TRIGGERS, "where": MAX_CONDITIONS, "labels": MAX_LABELS}
# What a new row holds.
_NEW: Final = {
    "triggers": {"kind": "page_view"},
    "where": {"property": "", "op": "eq", "values": ""},
    "labels": {"source": "path", "of": "", "name": "", "allow": ""},
}
_PATH: Final = re.compile(r"(triggers|where|labels)\.(\d{1,4})\.([a-z_]{1,32})")
_ACTION: Final = re.compile(r"(triggers|where|labels)\.(?:(add)|(\d{1,4})\.remove)")
_MOST_FIELDS: Final = 400


def new(taken: Collection[str] = ()) -> Values:
    """The metric to begin with: it can be saved as it is, unless its name is `taken`."""
    begun = {
        "triggers.0.kind": "page_view",
        "type": "counter",
        "value": "one",
        "labels.0.source": "path",
        "name": "page_views_total",
        "help": "Views of pages, by path.",
        "max_series": "1000",
    }
    return begun if begun["name"] not in taken else {**begun, "name": "", "help": ""}


def typed(form: Mapping[str, str]) -> Values:
    """The fields of a form, rows numbered anew without gaps. Foreign fields are kept out."""
    given = dict(list(form.items())[:_MOST_FIELDS])
    found = {name: text for name, text in given.items() if "." not in name and name != "csrf_token"}
    for kind, most in ROWS.items():
        for place, row in enumerate(_rows(given, kind)[:most]):
            found |= {f"{kind}.{place}.{name}": text for name, text in row.items()}
    if "value.of" in given:
        found["value.of"] = given["value.of"]
    return found


def changed(values: Values, action: str) -> Values:
    """After a button: `labels.add`, `labels.1.remove`; any other leaves everything as it is."""
    wanted = _ACTION.fullmatch(action)
    if wanted is None:
        return values
    kind, adds, place = wanted.groups()
    rows = _rows(values, kind)
    if adds and len(rows) < ROWS[kind]:
        rows.append(dict(_NEW[kind]))
    if place and int(place) < len(rows):
        del rows[int(place)]
    kept = {name: text for name, text in values.items() if not name.startswith(f"{kind}.")}
    return kept | {f"{kind}.{i}.{n}": text for i, row in enumerate(rows) for n, text in row.items()}


def count(values: Values, kind: str) -> int:
    """How many rows of the kind there are."""
    return len(_rows(values, kind))


def raw(values: Values) -> dict[str, Any]:
    """The draft as JSON for webapp.definitions.parsing; what is no number stays text, to be refused there."""
    made: dict[str, Any] = {
        "name": values.get("name", "").strip(),
        "type": values.get("type", ""),
        "help": values.get("help", "").strip(),
        "unit": values.get("unit", "").strip(),
        "triggers": [_trigger(row) for row in _rows(values, "triggers")],
        "where": [_condition(row) for row in _rows(values, "where")],
        "labels": [_label(row) for row in _rows(values, "labels")],
        "value": {"source": _value(values)},
    }
    if values.get("max_series", "").strip():
        made["max_series"] = _number(values["max_series"])
    chosen = TYPES.get(made["type"])
    return made | (dict(_fields(values, chosen.fields)) if chosen else {})


def of(definition: Definition) -> Values:
    """The draft that gives this definition."""
    value, _, of_value = definition.value.partition(":")
    values: Values = {
        "name": definition.name,
        "type": definition.type,
        "help": definition.help,
        "unit": definition.unit,
        "value": value,
        "value.of": of_value,
        "max_series": str(definition.max_series),
    }
    for place, trigger in enumerate(definition.triggers):
        for name, given in msgspec.to_builtins(trigger).items():
            values[f"triggers.{place}.{name}"] = _text(given)
    for place, condition in enumerate(definition.where):
        row = {"property": condition.property, "op": condition.op}
        row["values"] = "\n".join(text_of(one) for one in condition.values)
        values |= {f"where.{place}.{name}": text for name, text in row.items()}
    for place, label in enumerate(definition.labels):
        source, _, rest = label.source.partition(":")
        row = {"name": label.name, "source": source, "of": rest, "allow": "\n".join(label.allow)}
        row["max_values"] = str(label.max_values or "")
        values |= {f"labels.{place}.{name}": text for name, text in row.items()}
    for field in TYPES[definition.type].fields:
        values[field.name] = _text(getattr(definition, field.name))
    return values


def _rows(values: Mapping[str, str], kind: str) -> list[Values]:
    """The rows in the order of their numbers."""
    rows: dict[int, Values] = {}
    for path, text in values.items():
        found = _PATH.fullmatch(path)
        if found and found[1] == kind:
            rows.setdefault(int(found[2]), {})[found[3]] = text
    return [rows[place] for place in sorted(rows)]


def _trigger(row: Values) -> dict[str, Any]:
    kind = row.get("kind", "")
    fields = KINDS[kind].fields if kind in KINDS else ()
    return {"kind": kind, **dict(_fields(row, fields))}


def _condition(row: Values) -> dict[str, Any]:
    op, text = row.get("op", ""), row.get("values", "")
    many = op in ("in", "not_in")
    values: list[Any] = _lines(text) if many else [text.strip()] if text.strip() else []
    if op in NUMERIC:
        values = [_number(one) for one in values]
    return {"property": row.get("property", "").strip(), "op": op, "values": values}


def _label(row: Values) -> dict[str, Any]:
    source, of_source = row.get("source", ""), row.get("of", "").strip()
    if source in ("property", "constant"):
        source = f"{source}:{of_source}"
    # Its source is the name that most people want.
    fallback = of_source if source.startswith("property:") else source.partition(":")[0]
    made: dict[str, Any] = {"name": row.get("name", "").strip() or fallback, "source": source}
    if _lines(row.get("allow", "")):
        made["allow"] = _lines(row["allow"])
    if row.get("max_values", "").strip():
        made["max_values"] = _number(row["max_values"])
    return made


def _value(values: Values) -> str:
    value = values.get("value", "")
    return f"property:{values.get('value.of', '').strip()}" if value == "property" else value


def _fields(row: Values, fields: tuple[Field, ...]) -> Iterator[tuple[str, Any]]:
    for field in fields:
        text = row.get(field.name, "").strip()
        if not text and field.is_optional:
            continue
        match field.takes:
            case "numbers":
                yield field.name, [_number(part) for part in _parts(text)]
            case "texts":
                yield field.name, _parts(text)
            case "number":
                yield field.name, _number(text)
            case _:
                yield field.name, text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,\s]+", text) if part.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> int | float | str:
    """A whole number as int, which counts demand; text that is none as it is."""
    plain = text.strip()
    for read in (int, float):
        try:
            number = read(plain)
        except ValueError:
            continue
        return number if isfinite(number) else plain
    return plain


def _text(given: Any) -> str:
    if given is None:
        return ""
    if isinstance(given, list | tuple):
        return ", ".join(map(_text, given))
    return text_of(float(given)) if isinstance(given, int | float) else str(given)
