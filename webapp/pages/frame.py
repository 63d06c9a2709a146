"""The frame of a project's pages: its name and lamp, the tabs, the page's own content."""

from typing import Any, Final

from flask import render_template

from webapp.access.enforce import member
from webapp.access.roles import Role

# Name -> last part of the address. Tabs are links with real addresses.
TABS: Final[dict[str, str]] = {
    "Overview": "",
    "Metrics": "metrics",
    "Live": "live",
    "Ledger": "ledger",
    "Snippet": "snippet",
    "Keys": "keys",
    "Settings": "settings",
}
# Tabs that not every member sees.
_LEAST: Final = {"Keys": Role.ADMIN, "Settings": Role.ADMIN}


def render(template: str, here: str, **values: Any) -> str:
    """`template` (which extends project.html) within tab `here`; it also gets `project` and `role`."""
    found = member()
    return render_template(
        template,
        project={"slug": found.slug, "name": found.name},
        role=found.role,
        here=here,
        tabs={n: path for n, path in TABS.items() if found.role >= _LEAST.get(n, Role.VIEWER)},
        **values,
    )
