"""Pages for people: one module per subject, server-rendered; scripts enrich.

Every page answers one question, named in its title (look.md).
"""
