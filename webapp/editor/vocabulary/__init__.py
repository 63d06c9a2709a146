"""What an author may choose, in their words. A new trigger kind, type or source is one entry here.

Offered is what this release counts and what its tracker sends: an entry that waits for either is unseen.
"""
