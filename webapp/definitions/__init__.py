"""Metric definitions and their versions, as the owner edits them."""
