"""What every test may use, the real parts, and how a run is spread over workers."""

import sys

from hypothesis import HealthCheck, settings

from tests.parts.fixtures import (
    fresh_kafka,
    kafka,
    parts,
    postgres,
    prometheus,
    pushgateway,
    pytest_report_header,
)
from tests.spread import (
    pytest_collection_modifyitems,
    pytest_sessionstart,
    pytest_xdist_auto_num_workers,
    pytest_xdist_make_scheduler,
)

__all__ = [
    "fresh_kafka",
    "kafka",
    "parts",
    "postgres",
    "prometheus",
    "pushgateway",
    "pytest_collection_modifyitems",
    "pytest_report_header",
    "pytest_sessionstart",
    "pytest_xdist_auto_num_workers",
    "pytest_xdist_make_scheduler",
]

# No test is about how long an example takes: a busy machine is not a fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Apache DataSketches has no wheel for newer Pythons; the bounds are also tested against exact answers.
collect_ignore = (
    [] if sys.version_info < (3, 14) else ["consumers/core/sketches/test_against_datasketches.py"]
)
