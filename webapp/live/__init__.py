"""The live view's own process: what arrives and what becomes of it, as it happens.

A record meets the modules in this order: reader (Kafka), watch (the core's verdict), messages (what the
page is told), recent (for who comes later), rooms (whose streams), stream (one reader's queue), app (HTTP).
"""
