"""The records of each topic, one module per topic.

Frozen msgspec structs written as JSON with readable names, so that any Kafka tool can read a topic.
Evolution: only append fields, always with a default; anything else is a new tag. `schema` counts the
appends. Sample files per topic and version (schemas/examples) are kept for ever.
"""
