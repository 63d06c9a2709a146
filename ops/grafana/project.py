"""The overview of one project: its page views, and what became of its events."""

from typing import Final

from ops.grafana.model import Dashboard, Panel, Query, Variable

# The definition that a project starts with, and the ledger; their labels as the consumers write them.
VIEWS: Final = "page_views_total"
LEDGER: Final = "tally_ledger_events_total"
LABELS: Final = {
    VIEWS: ("org", "project", "path", "browser"),
    LEDGER: ("org", "project", "key", "day", "result", "reason"),
}
_OURS: Final = 'org="$org",project="$project"'
_DAY: Final = _OURS + ',day="$day"'


def _growth(span: str) -> str:
    """Exact to a window of 5 s where increase() would estimate beyond the samples: before each growth
    a sample holds the total until then (metrics.md, law 3), so newest minus oldest is the growth."""
    samples = f"{VIEWS}{{{_OURS}}}[{span}]"
    return f"(max_over_time({samples}) - min_over_time({samples}))"


def _ledger(result: str, operator: str = "=") -> str:
    """The day's totals; a series that fell quiet, thus stale, still tells its last one."""
    return f'last_over_time({LEDGER}{{{_DAY},result{operator}"{result}"}}[3d])'


_ACCEPTED: Final = f"sum({_ledger('accepted')})"
_COUNTED: Final = f"(sum({_ledger('counted')}) or vector(0))"
_SETTLED: Final = f"(sum({_ledger('accepted', '!=')}) or vector(0))"
# Both ends of the minute are window ends, and Prometheus 3 leaves the start of a range out.
_MINUTE: Final = "1m1ms"
_IN_RANGE: Final = "In the time shown. Exact to 5 s: newest total minus oldest of each series."

DASHBOARD: Final = Dashboard(
    uid="tallylight-project",
    title="Tallylight: project overview",
    description="Page views of one project, and the ledger of one UTC day.",
    since="now-6h",
    variables=(
        Variable("org", "Organization", LEDGER, "org"),
        Variable("project", "Project", f'{LEDGER}{{org="$org"}}', "project"),
        Variable("day", "Ledger day (UTC)", f"{LEDGER}{{{_OURS}}}", "day", latest=True),
    ),
    panels=(
        Panel(
            1,
            "Page views",
            _IN_RANGE,
            "stat",
            "short",
            (Query(f"sum({_growth('$__range')})", "page views"),),
            width=6,
            height=5,
        ),
        Panel(
            2,
            "Page views in the last minute",
            "The minute before the end of the time shown.",
            "stat",
            "short",
            (Query(f"sum({_growth(_MINUTE)})", "page views"),),
            width=6,
            height=5,
        ),
        Panel(
            3,
            "How many of the day's events were counted?",
            "Counted events as a share of the accepted ones, of the chosen UTC day.",
            "stat",
            "percentunit",
            (Query(f"{_COUNTED} / {_ACCEPTED}", "counted"),),
            width=6,
            height=5,
        ),
        Panel(
            4,
            "Does the ledger balance?",
            "Accepted minus counted, duplicate, bot, unmatched and rejected, of the chosen UTC day: 0.",
            "stat",
            "short",
            (Query(f"{_ACCEPTED} - {_SETTLED}", "difference"),),
            width=6,
            height=5,
        ),
        Panel(
            5,
            "Page views per minute, by browser",
            "Counted in the minute before each point.",
            "timeseries",
            "short",
            (Query(f"sum by (browser) ({_growth(_MINUTE)})", "{{browser}}"),),
            width=24,
        ),
        Panel(
            6,
            "Which pages were viewed most?",
            f"The ten largest paths. {_IN_RANGE}",
            "bargauge",
            "short",
            (Query(f"topk(10, sum by (path) ({_growth('$__range')}) > 0)", "{{path}}"),),
            height=10,
        ),
        Panel(
            7,
            "Which browsers viewed them?",
            f"By name of the browser. {_IN_RANGE}",
            "bargauge",
            "short",
            (Query(f"topk(10, sum by (browser) ({_growth('$__range')}) > 0)", "{{browser}}"),),
            height=10,
        ),
        Panel(
            8,
            "What became of the day's events?",
            "Accepted events of the chosen UTC day, and the one result that each of them ended in.",
            "bargauge",
            "short",
            (Query(f"sum by (result) ({_ledger('', '!=')})", "{{result}}"),),
        ),
        Panel(
            9,
            "Why were events rejected?",
            "Rejected events of the chosen UTC day, by reason; empty when there are none.",
            "bargauge",
            "short",
            (Query(f"sum by (reason) ({_ledger('rejected')})", "{{reason}}"),),
        ),
    ),
)
