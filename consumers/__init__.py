"""Kafka in, Prometheus out: aggregation once per window in one transaction, and the sinks."""
