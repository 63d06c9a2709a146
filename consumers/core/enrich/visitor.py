"""What else the page told about the visitor: country, language and screen class."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_SCREENS: Final = ((576, "small"), (992, "medium"), (1440, "large"))


def country_of(hint: str, timezone: str) -> str:
    """ISO 3166 code: the collector's hint, else the time zone's country (coarse and easily forged)."""
    return hint or _countries().get(timezone, "")


@lru_cache(maxsize=4_096)
def language_of(tag: str) -> str:
    """The primary language of a BCP 47 tag: nl-NL -> nl; "" for anything that is none."""
    primary = tag.partition("-")[0].lower()
    return primary if primary.isascii() and primary.isalpha() and len(primary) in (2, 3) else ""


def screen_of(width: int | None) -> str:
    """small (below 576 CSS pixels), medium (992), large (1440) or wide; "" if not told."""
    if width is None:
        return ""
    return next((name for below, name in _SCREENS if width < below), "wide")


@cache
def _countries() -> dict[str, str]:
    """Time zone -> country by tzdata's zone.tab, and its older names by the links of tzdata.zi."""
    folder = files("tzdata") / "zoneinfo"
    rows = (line.split("\t") for line in _lines(folder.joinpath("zone.tab").read_text("utf-8")))
    countries = {row[2]: row[0] for row in rows}
    for line in folder.joinpath("tzdata.zi").read_text("utf-8").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            if target in countries:
                countries.setdefault(name, countries[target])
    return countries


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]
