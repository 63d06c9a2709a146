"""`make bench`: the rows of docs/performance.json, measured as CPU-seconds and ratios on this machine."""
