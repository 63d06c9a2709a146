"""The canary: a known beacon for every partition and minute, and whether Prometheus shows each once."""
