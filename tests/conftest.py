"""What every test may use: the real parts."""

from tests.parts.fixtures import (
    fresh_kafka,
    kafka,
    parts,
    postgres,
    prometheus,
    pytest_report_header,
)

__all__ = ["fresh_kafka", "kafka", "parts", "postgres", "prometheus", "pytest_report_header"]
