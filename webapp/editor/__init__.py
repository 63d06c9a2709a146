"""The editor of a metric: tables of what may be chosen, the draft that is typed, what it would give.

vocabulary (tables) -> draft (typed fields, their rows, the raw definition) -> sentence and outlook.
Nothing here knows HTTP or the database.
"""
