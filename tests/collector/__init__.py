"""The collector: pure parts by tables and properties, the process by HTTP and a real Kafka."""
