"""The auditor: does Prometheus hold what the log says? A random closed hour, every sample."""
