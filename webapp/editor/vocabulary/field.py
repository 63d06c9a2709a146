"""Fields of the metric form that belong to a kind of trigger or a type."""

from dataclasses import dataclass
from typing import Literal

Takes = Literal["text", "number", "numbers", "texts", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a trigger or a type: `takes` says how what is typed becomes JSON."""

    name: str
    label: str
    help: str
    example: str
    takes: Takes = "text"
    choices: tuple[str, ...] = ()
    is_optional: bool = False
