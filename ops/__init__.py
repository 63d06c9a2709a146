"""Running Tallylight: everything on one machine, topics, compose and what measures and breaks it."""

import sys

# Here, because this file is compiled before the others, which an old Python could not even read.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Tallylight needs Python 3.11 or later; start it with another one: python3.11 -m ops run"
    )
