"""What strangers write into events: one corpus for every page that shows such text."""

from typing import Final

CORPUS: Final = (
    "<script>alert(1)</script>",
    "</textarea></pre></code><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)' x=\"",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:alert(1)",
    "\u202egnp.exe\u202c \u2066left\u2069 \u200fright",
    "\u0000\u0007\u001b[31mred\u001b[0m\r\nevent: end",
    "a" * 4_000,
    "\U0001f469\u200d\U0001f4bb e\u0301 \ufeff \u2028 \u2029",
)
