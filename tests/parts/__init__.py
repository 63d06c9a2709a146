"""Real Kafka, Prometheus and PostgreSQL for everybody's tests; see fixtures.py for what there is."""
