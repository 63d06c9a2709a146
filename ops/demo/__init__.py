"""A demo shop on an origin of its own that carries the generated snippet, and a visitor to walk it."""
