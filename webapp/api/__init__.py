"""The JSON API under /api/v1: one module per subject, its bodies in `bodies`, OpenAPI from both.

Whoever asks and about which project was decided before (webapp.access.enforce): handlers read
`asker()` and `member()`. Errors are problem+json (webapp.problems).
"""
