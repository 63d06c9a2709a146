"""Definitions in, JavaScript out: the tracker's sources and the generator of the snippet."""
