"""The aggregator: owns partitions of `beacons` and commits closed windows exactly once.

worker (the loop) -> restore (state in) -> transaction (samples, state and offset out) -> ticks.
"""
