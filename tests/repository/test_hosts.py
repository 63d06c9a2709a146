"""The project names no package index, no registry and no machine: it builds anywhere."""

import re
from typing import Final

import pytest

from tests.repository.files import texts

# Written so that they do not find themselves.
_FOREIGN: Final = {
    "an index or registry": re.compile(
        r"pypi\.org|pythonhosted\.org|npm[j]s\.(?:org|com)|yarnpkg\.com|(?:repo1?|central)[\w.]*\.maven"
        r"|maven\.apache\.org|deb\.debian\.org|security\.debian\.org|ghcr\.io|quay\.io|docker\.io|gcr\.io"
        r"|proxy\.golang\.org"
    ),
    "an index option": re.compile(
        r"--(?:extra-)?index-[u]rl[ =]+\S*//(?![\w.-]*\.test\b)|PIP_INDEX_[U]RL"
    ),
    "a machine's path": re.compile(
        r"(?<![\w.$}/-])/(?:root|home|work|mnt/data|Users)/[\w.-]+|/tmp/[l]ab|[A-Z]:\\\\?Users"
    ),
}


def named(text: str) -> list[str]:
    """What `text` names that is not the project's, a line each."""
    return [
        f"{what}: {match[0].strip()}"
        for what, pattern in _FOREIGN.items()
        for match in pattern.finditer(text)
    ]


def test_no_file_names_an_index_a_registry_or_a_machine() -> None:
    found = {path: named(text) for path, text in texts(foreign=True)}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "text",
    [
        "https://py" + "pi.org/simple",
        '"resolved": "https://registry.npm' + 'js.org/esbuild/-/esbuild-0.25.0.tgz"',
        "--index" + "-url https://packages.example/simple",
        "export PIP_INDEX" + "_URL=https://packages.example",
        "https://repo.ma" + "ven.apache.org/maven2",
        "FROM gh" + "cr.io/acme/base",
        "cd /ro" + "ot/tallylight",
        'Path("/ho' + 'me/anna/tallylight")',
        "see /wo" + "rk/main/README.md",
    ],
)
def test_each_of_them_is_found(text: str) -> None:
    assert len(named(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.test/home/lamps",
        "GET /work",
        "$HOME/.cache",
        "apache/kafka:4.3.0",
        "/tmp/kafka",
    ],
)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert named(text) == []
