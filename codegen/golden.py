"""Golden files: what the generator makes of a few fixed inputs, kept whole in tests/codegen/golden.

`python -m codegen golden` rewrites them and prints the difference.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Final

from codegen import html
from codegen.servers import servers
from codegen.snippet import Options, Snippet, snippet
from schemas.beacon import Event
from schemas.tokens import TokenClaims, mint
from schemas.triggers import (
    Click,
    Custom,
    ElementVisible,
    EngagementTime,
    FileDownload,
    FormSubmit,
    JsError,
    OutboundLink,
    PageView,
    ScrollDepth,
    Trigger,
    WebVital,
)

FOLDER: Final = Path(__file__).parent.parent / "tests" / "codegen" / "golden"
COLLECTOR: Final = "https://collect.example.com"
ENDPOINT: Final = f"{COLLECTOR}/api/v1/metrics"
TOKEN: Final = mint(TokenClaims("tlk_4fQ9sX2mVb7Lr0NcT1kz", 1, "5d1c0e6a"), b"golden signing key")


@dataclass(frozen=True, slots=True)
class Case:
    """Inputs of one golden snippet; `name` is its file name."""

    name: str
    triggers: tuple[Trigger, ...]
    options: Options = Options()  # noqa: RUF009  (frozen)


CASES: Final = (
    Case("page_view", (PageView(),)),
    Case("custom", (PageView(), Custom("signup"), Custom("order_paid"))),
    Case(
        "interactions",
        (
            Click("#signup"),
            Click('a[title="</script>"]'),
            FormSubmit("form.newsletter"),
            ScrollDepth(),
            ScrollDepth((50, 100)),
        ),
    ),
    Case(
        "links_and_pages",
        (
            OutboundLink(),
            FileDownload(("pdf", "zip")),
            EngagementTime(),
            ElementVisible("#pricing", 0.75),
            JsError(),
        ),
    ),
    Case("web_vitals", (WebVital("LCP"), WebVital("INP"), WebVital("CLS"))),
    Case("gpc_refuse", (PageView(),), Options(gpc="refuse")),
    Case("other_global", (PageView(),), Options(global_name="lamp")),
)

EVENTS: Final = {
    "server": Event("order_paid", value=12.5, properties={"plan": "pro", "gift": False}),
    "server_hostile": Event(
        "order_paid",
        properties={
            "quotes": "'\"`$(exit 1)$HOME\\",
            "lines": "a\nb\u2028c",
            "markup": "</script><!--",
            "braces": "{0} ${timestamp} %s",
        },
    ),
}


def files() -> dict[str, str]:
    """Every golden file by its name: the scripts, and one page with the HTML forms."""
    made = {case.name: snippet(ENDPOINT, TOKEN, case.triggers, case.options) for case in CASES}
    scripts = {f"{name}.js": made[name].javascript for name in made}
    forms = {"page_view.html": "\n".join(_forms(made["page_view"])) + "\n"}
    return {**scripts, **forms, **dict(_programs())}


def rewrite(folder: Path = FOLDER) -> Iterator[str]:
    """Write the golden files and give the lines that changed; files that no case makes are removed."""
    wanted = files()
    folder.mkdir(parents=True, exist_ok=True)
    for stale in sorted({path.name for path in folder.iterdir()} - wanted.keys()):
        (folder / stale).unlink()
        yield f"removed {stale}\n"
    for name, text in wanted.items():
        path = folder / name
        before = path.read_text() if path.exists() else ""
        path.write_text(text)
        yield from unified_diff(_statements(before), _statements(text), name, name)


def _programs() -> Iterator[tuple[str, str]]:
    """What servers run, for each event: data that is typed by people must stay data."""
    for name, event in EVENTS.items():
        for language, program in asdict(servers(ENDPOINT, event)).items():
            yield f"{name}.{language}.txt", program


def _forms(made: Snippet) -> Iterator[str]:
    for form in (
        html.inline(made, ENDPOINT),
        html.hosted(COLLECTOR, "lamp-and-larder", ENDPOINT),
        html.pinned(made, COLLECTOR, "lamp-and-larder", ENDPOINT),
    ):
        yield form.html
        yield f"<!-- script-src {form.csp.script_src}; connect-src {form.csp.connect_src} -->"


def _statements(minified: str) -> list[str]:
    """A minified line cut where statements end, so that a difference is readable."""
    return minified.replace(";", ";\n").replace("},", "},\n").splitlines(keepends=True)
