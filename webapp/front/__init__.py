"""The page at the front: what is happening on the demo project.

queries (PromQL) -> snapshot (numbers) -> page (HTML and JSON).
"""
