"""Settings of the demo shop and of its visitor (local run only)."""

from dataclasses import dataclass

from schemas.process.settings import setting


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """`python -m ops.demo`."""

    port: int = setting("TALLY_DEMO_PORT", "port of the demo shop (local run only)", default=8002)
    project: str = setting(
        "TALLY_DEMO_PROJECT", "project whose snippet the demo shop carries", default="demo-shop"
    )
    collector_url: str = setting(
        "TALLY_COLLECTOR_URL",
        "the collector as browsers reach it; snippets carry it",
        default="http://127.0.0.1:8001",
    )
    web_url: str = setting(
        "TALLY_WEB_URL", "the web app as browsers reach it; the demo shop links to it", default=""
    )


@dataclass(frozen=True, slots=True)
class VisitorSettings:
    """`python -m ops.demo.visitor`."""

    demo_url: str = setting("TALLY_DEMO_URL", "the demo shop as browsers reach it", default="")
    rate: float = setting(
        "TALLY_DEMO_RATE", "pages a second that the demo visitors look at", default=2.0
    )
