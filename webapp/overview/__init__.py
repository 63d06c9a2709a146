"""What is happening on a project? One page for members, and for everybody on the demo project.

subject (which of its metrics) -> snapshot (numbers) -> page (HTML and JSON).
"""
