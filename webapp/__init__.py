"""People, keys, definitions, snippets and charts; owns the database and the outbox."""
