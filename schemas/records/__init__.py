"""The records of each topic, one module per topic.

Frozen msgspec structs written as JSON with readable names, so that any Kafka tool can read a topic.
Evolution: only append fields, always with a default; anything else is a new tag. `schema` counts the
appends: absent means 1, so its default stays 1 for ever and later writers say theirs. Sample files per
topic and version (schemas/examples) are kept for ever.
"""
