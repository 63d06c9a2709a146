"""The demo project of the local run, made and kept current through the real outbox."""
