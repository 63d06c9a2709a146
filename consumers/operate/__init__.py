"""Operators' verbs: look into a partition, follow a series, decide what the aggregator may not."""
