"""Contracts between the processes: messages, topics, definitions, reason codes, settings."""
