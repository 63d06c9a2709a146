"""Which kind of series a definition of each type has."""

from typing import Final

from consumers.core.kinds.distinct import Distinct
from consumers.core.kinds.gauge import Gauge
from consumers.core.kinds.histogram import Histogram
from consumers.core.kinds.summary import Summary
from consumers.core.series import Series

KINDS: Final[dict[str, type[Series]]] = {
    "counter": Series,
    "gauge": Gauge,
    "histogram": Histogram,
    "summary": Summary,
    "distinct": Distinct,
}
