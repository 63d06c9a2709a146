"""What are pages made of? Every component with its states, for whoever makes a page, and for the tests."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, render_template

from webapp.pages.form import Form

blueprint: Final = Blueprint("components", __name__)

_WRONG: Final = Form(
    {"site": "ftp://shop.test", "note": "https://shop.test\nnot an address", "kind": "gauge"},
    {
        "site": "Pages that can send events begin with https:// or http://.",
        "note": "Line 2 is not an address of a website.",
        "may": "Choose at least one.",
    },
)


@blueprint.get("/components")
def components() -> str:
    """A page about pages; holds nobody's data."""
    return render_template(
        "pages/components.html",
        blank=Form(),
        wrong=_WRONG,
        at=datetime(2026, 11, 25, 14, 2, tzinfo=UTC),
    )
