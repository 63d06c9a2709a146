"""Mirrors the source; browser/ drives real browsers, blackbox/ imports none of the product."""
