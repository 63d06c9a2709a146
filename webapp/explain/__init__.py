"""Explain for people who ask: a beacon as they have it, judged by their definitions as they stand."""
