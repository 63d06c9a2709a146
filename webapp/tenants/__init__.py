"""Organizations and projects."""
