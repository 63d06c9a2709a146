"""Dashboards as values, and the JSON that Grafana reads of them.

Schema: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from ops.grafana.provisioning import SOURCE

# Grafana 10.4; later ones migrate it when they load it.
SCHEMA_VERSION: Final = 39
COLUMNS: Final = 24
_SOURCE: Final = {"type": "prometheus", "uid": SOURCE}


@dataclass(frozen=True, slots=True)
class Query:
    """PromQL and the name of what it draws (Grafana's `{{label}}` filled in)."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `number` is its id for ever: links name it. `unit` is one of Grafana's."""

    number: int
    title: str
    description: str
    kind: Literal["stat", "timeseries", "bargauge"]
    unit: str
    queries: tuple[Query, ...]
    width: int = 12
    height: int = 8
    decimals: int | None = None

    @property
    def is_instant(self) -> bool:
        """Whether it shows the moment at the end of the range alone."""
        return self.kind != "timeseries"


@dataclass(frozen=True, slots=True)
class Variable:
    """A choice among the values that `label` has in `selector`; the newest first if `latest`."""

    name: str
    title: str
    selector: str
    label: str
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One dashboard; `uid` is part of its address and never changes."""

    uid: str
    title: str
    description: str
    since: str
    variables: tuple[Variable, ...]
    panels: tuple[Panel, ...]


def as_json(dashboard: Dashboard) -> dict[str, Any]:
    """What Grafana's file provisioning and its import page take."""
    return {
        "id": None,
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": ["tallylight"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "browser",
        "time": {"from": dashboard.since, "to": "now"},
        "refresh": "30s",
        "templating": {"list": [_variable(v) for v in dashboard.variables]},
        "annotations": {"list": []},
        "links": [],
        "panels": list(_placed(dashboard.panels)),
    }


def _variable(variable: Variable) -> dict[str, Any]:
    query = f"label_values({variable.selector}, {variable.label})"
    return {
        "type": "query",
        "name": variable.name,
        "label": variable.title,
        "datasource": _SOURCE,
        "definition": query,
        "query": {
            "qryType": 1,  # label values
            "query": query,
            "refId": "PrometheusVariableQueryEditor-VariableQuery",
        },
        "refresh": 2,  # whenever the time range changes, and on load
        "sort": 2 if variable.latest else 1,
        "multi": False,
        "includeAll": False,
        "hide": 0,
        "regex": "",
        "options": [],
        "current": {},  # Grafana takes the first one
    }


def _placed(panels: Iterable[Panel]) -> Iterator[dict[str, Any]]:
    """From left to right, a new row where the next one does not fit; as high as its highest."""
    x = y = height = 0
    for panel in panels:
        if x + panel.width > COLUMNS:
            x, y, height = 0, y + height, 0
        yield {**_panel(panel), "gridPos": {"x": x, "y": y, "w": panel.width, "h": panel.height}}
        x, height = x + panel.width, max(height, panel.height)


def _panel(panel: Panel) -> dict[str, Any]:
    decimals = {} if panel.decimals is None else {"decimals": panel.decimals}
    defaults = {"unit": panel.unit, "min": 0, "color": _COLORS[panel.kind], **decimals}
    return {
        "id": panel.number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": _OPTIONS[panel.kind],
        "targets": [_target(panel, n, query) for n, query in enumerate(panel.queries)],
    }


def _target(panel: Panel, index: int, query: Query) -> dict[str, Any]:
    return {
        "refId": chr(ord("A") + index),
        "datasource": _SOURCE,
        "editorMode": "code",
        "expr": query.expr,
        "legendFormat": query.legend,
        "instant": panel.is_instant,
        "range": not panel.is_instant,
    }


_ONE_COLOR: Final = {"mode": "fixed", "fixedColor": "blue"}
_COLORS: Final = {
    "stat": _ONE_COLOR,
    "bargauge": _ONE_COLOR,
    "timeseries": {"mode": "palette-classic"},
}
_LAST: Final = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "stat": {"reduceOptions": _LAST, "colorMode": "none", "graphMode": "none"},
    "bargauge": {
        "reduceOptions": _LAST,
        "orientation": "horizontal",
        "displayMode": "basic",
        "showUnfilled": False,
    },
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
}
