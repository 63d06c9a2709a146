"""The tokens of look.md: contrast in both themes, and no colour defined anywhere else."""

import re

import pytest

from webapp.assets import FOLDER

TEXT = ("text", "muted", "accent", "good", "warn", "bad")
GRAPHIC = ("edge", "lamp", *(f"series-{n}" for n in range(1, 7)))
BACKGROUNDS = ("page", "raised")
# Elsewhere: what stands behind a chosen line, and solid buttons (tallylight.css).
PAIRS = (
    ("text", "chosen", 4.5),
    ("muted", "chosen", 4.5),
    ("accent", "chosen", 4.5),
    ("good", "chosen", 4.5),
    ("page", "accent", 4.5),
    ("page", "bad", 4.5),
)


def _tokens(theme: int) -> dict[str, str]:
    css = (FOLDER / "tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", css)
    return {name: (light, dark)[theme] for name, light, dark in pairs}


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _too_faint(tokens: dict[str, str]) -> list[str]:
    levels = [(name, 4.5) for name in TEXT] + [(name, 3.0) for name in GRAPHIC]
    wanted = [(name, ground, least) for name, least in levels for ground in BACKGROUNDS]
    return [
        f"{name} on {ground}"
        for name, ground, least in (*wanted, *PAIRS)
        if contrast(tokens[name], tokens[ground]) < least
    ]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_and_lines_stand_out(theme: int) -> None:
    assert _too_faint(_tokens(theme)) == []


def test_a_faint_text_is_found() -> None:
    assert _too_faint({**_tokens(0), "muted": "#9aa5b5"}) == [
        f"muted on {ground}" for ground in ("page", "raised", "chosen")
    ]


def test_the_extremes_of_contrast_are_21_and_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1


def _strangers(css: str) -> list[str]:
    """Colours that do not come from a token."""
    return re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\([^)]*\)", css, re.IGNORECASE)


def test_no_other_stylesheet_defines_a_colour() -> None:
    assert _strangers((FOLDER / "tallylight.css").read_text()) == []
    assert _strangers("a { color: #fff; background: rgb(0 0 0) }") == ["#fff", "rgb(0 0 0)"]
