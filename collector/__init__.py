"""HTTP in, Kafka out: admits beacons and answers 204 only for what Kafka has acknowledged."""
