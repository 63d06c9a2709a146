"""Sketches: much in little, with a stated error. Pure arithmetic, the same on every machine."""
