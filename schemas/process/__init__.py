"""What every process owes its operator: settings, logs, an admin listener, Kafka clients."""
