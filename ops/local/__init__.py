"""Real parts on this machine without root: Kafka, Prometheus, their files, ports and processes."""
