"""Text as somebody hostile sends it: shown on every page that prints what visitors or owners wrote."""

from typing import Final

from playwright.sync_api import Page

TEXTS: Final = (
    '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "'\"><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% raw %}${7*7}",
    "\u202egnp.exe\u2066 \u200b\ufeff",
    "]]><!--<style>*{display:none}</style>",
    "a" * 200,
    '<base href="//evil.test/"><form action=//evil.test>',
)


def watch(page: Page) -> list[str]:
    """Whatever the page says or does that it must not: dialogs, errors, console messages (CSP's too)."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def dismissed(dialog: object) -> None:
        said.append("a dialog opened")
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismissed)
    return said
