"""Which subcommands a `__main__.py` knows, read from its source: no process is started."""

import ast
from pathlib import Path


def subcommands(main: Path) -> set[str]:
    """Every string that is a dictionary's key in `main`, or the first argument of `add_parser`."""
    nodes = list(ast.walk(ast.parse(main.read_text(encoding="utf-8"))))
    keys = [k for n in nodes if isinstance(n, ast.Dict) for k in n.keys]
    parsers = [
        n.args[0]
        for n in nodes
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "add_parser"
    ]
    found = [n.value for n in (*keys, *parsers) if isinstance(n, ast.Constant)]
    return {value for value in found if isinstance(value, str)}
