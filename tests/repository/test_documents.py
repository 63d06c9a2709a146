"""What the documents name is there: processes, make's verbs, files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.ops.commands import subcommands
from tests.repository.files import ROOT, texts

_PROCESS: Final = re.compile(
    r"python3? -m ((?:schemas|codegen|collector|consumers|webapp|ops)[\w.]*)(?: ([a-z]+(?: ?\| ?[a-z]+)*))?"
)
_VERB: Final = re.compile(r"`make ([a-z]+)")
_LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_DOCUMENT: Final = re.compile(r"\bdocs/[\w./-]+\.(?:md|json|svg|png)\b")


def absent_processes(text: str, root: Path) -> Iterator[str]:
    """Each `python -m <module> <command>` in `text` that `root` does not have."""
    for module, commands in _PROCESS.findall(text):
        module = module.rstrip(".")
        main = next((path for path in _mains(root, module) if path.exists()), None)
        if main is None:
            yield f"python -m {module}"
        elif main.name == "__main__.py":
            known = subcommands(main)
            asked = re.findall("[a-z]+", commands) if known else []
            yield from (f"python -m {module} {c}" for c in asked if c not in known)


def absent_verbs(text: str, makefile: str) -> list[str]:
    """Each `make <verb>` in `text` that is no target of `makefile`."""
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    return [verb for verb in _VERB.findall(text) if verb not in targets]


def absent_files(path: str, text: str, root: Path) -> list[str]:
    """Each relative link and each docs/... in the file at `path` that `root` does not have."""
    beside, named = (root / path).parent, _LINK.findall(text) if path.endswith(".md") else []
    places = {link: beside / link for link in named}
    places |= {name: root / name for name in _DOCUMENT.findall(text) if name not in places}
    return [name for name, place in places.items() if not place.exists()]


def _mains(root: Path, module: str) -> tuple[Path, Path]:
    place = root.joinpath(*module.split("."))
    return place / "__main__.py", place.with_suffix(".py")


def test_every_process_that_is_named_exists() -> None:
    found = {p: list(absent_processes(t, ROOT)) for p, t in texts(r"^(?!tests/repository/)")}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_process_or_command_that_does_not_exist_is_found(tmp_path: Path) -> None:
    (tmp_path / "webapp").mkdir()
    (tmp_path / "webapp" / "__main__.py").write_text('C = {"serve": 1, "seed": 2}')
    text = "`python -m webapp serve|seed` `python3 -m webapp live` `python -m collector`"
    assert list(absent_processes(text, tmp_path)) == [
        "python -m webapp live",
        "python -m collector",
    ]


def test_every_verb_of_make_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = {path: absent_verbs(text, makefile) for path, text in texts(r"^(?!tests/repository/)")}
    assert {path: verbs for path, verbs in found.items() if verbs} == {}
    assert absent_verbs("`make run`, `make coffee ARGS=x`", "run: ## x\n\t@run\n") == ["coffee"]


def test_every_link_and_document_that_is_named_exists() -> None:
    documents = texts(r"^(?!tests/).*\.(md|py|toml|yml|json)$|^Makefile$")
    found = {name for path, text in documents for name in absent_files(path, text, ROOT)}
    assert not found


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("[here](there.md) [web](https://shop.test/x.md) [up](#up)", ["there.md"]),
        ("![flow](../flow.svg)", ["../flow.svg"]),
        ("see docs/none.md, 'A heading'", ["docs/none.md"]),
        ("[self](a.md#part)", []),
    ],
)
def test_a_link_to_nothing_is_found(tmp_path: Path, text: str, absent: list[str]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(text)
    assert absent_files("docs/a.md", text, tmp_path) == absent
