"""Coverage-guided fuzzing of what strangers can reach: `python -m tests.fuzz <entry> --runs 500000`.

Entries and what they must hold: entries.py. corpus/ keeps inputs that reach different code, a file each.
"""
