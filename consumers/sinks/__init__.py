"""Sinks: committed samples on their way out. remote_write speaks to Prometheus, worker keeps the offset."""
