"""Sinks: committed samples on their way out.

worker (the loop and its offset) hands blocks to a destination: remote_write (Prometheus and its like) or
pushgateway (the lesser choice). several runs one loop per target.
"""
