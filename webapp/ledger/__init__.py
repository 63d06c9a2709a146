"""Whether every event is accounted for: the aggregator's own books, beside what Prometheus holds."""
