"""API keys, their secrets and signing versions."""
