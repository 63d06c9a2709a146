"""What every test may use: the real parts."""

from hypothesis import HealthCheck, settings

from tests.parts.fixtures import (
    fresh_kafka,
    kafka,
    parts,
    postgres,
    prometheus,
    pytest_report_header,
)

__all__ = ["fresh_kafka", "kafka", "parts", "postgres", "prometheus", "pytest_report_header"]

# No test is about how long an example takes: a busy machine is not a fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
