"""The database that the webapp alone owns: typed models, sessions, migrations."""
