"""Starts the others: local run, topics, Prometheus and Grafana files, bench, chaos, audit."""
