"""Static files: addresses that may be kept for ever, vendored ones as recorded, not too many bytes."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from webapp import assets
from webapp.app import create_app
from webapp.parts import Parts

VENDOR = assets.FOLDER / "vendor"
TESTS_VENDOR = Path(__file__).parent / "vendor"


def _undeclared(folder: Path) -> list[str]:
    """Files that VENDORED.json does not describe as they are, and entries without a file."""
    record = json.loads((folder / "VENDORED.json").read_text())
    declared = {name: digest for p in record["packages"] for name, digest in p["files"].items()}
    found = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDORED.json"
    }
    return sorted(name for name in declared | found if declared.get(name) != found.get(name))


@pytest.mark.parametrize("folder", [VENDOR, TESTS_VENDOR], ids=["served", "for tests"])
def test_every_vendored_file_is_the_recorded_one(folder: Path) -> None:
    assert _undeclared(folder) == []
    for package in json.loads((folder / "VENDORED.json").read_text())["packages"]:
        assert package.keys() >= {"name", "version", "licence", "files"}


def test_a_vendored_file_that_was_touched_or_added_is_found(tmp_path: Path) -> None:
    digest = sha256(b"right").hexdigest()
    (tmp_path / "a.js").write_bytes(b"wrong")
    (tmp_path / "b.js").write_bytes(b"new")
    record = {"packages": [{"files": {"a.js": digest, "gone.js": digest}}]}
    (tmp_path / "VENDORED.json").write_text(json.dumps(record))
    assert _undeclared(tmp_path) == ["a.js", "b.js", "gone.js"]


TEMPLATES = Path(assets.__file__).parent / "templates"
FRAMES = ("base.html", "project.html", "demo.html")


def _assets_of(page: Path) -> set[str]:
    """What a page loads, whichever frame it stands in: named by templates, imported by scripts."""
    texts = [path.read_text() for path in (page, *(TEMPLATES / frame for frame in FRAMES))]
    wanted = {name for text in texts for name in re.findall(r"asset\('([^']+)'\)", text)}
    while True:
        scripts = [assets.FOLDER / name for name in wanted if name.endswith(".js")]
        imports = {n for s in scripts for n in re.findall(r'import .*?"\./([^"]+)"', s.read_text())}
        if imports <= wanted:
            return wanted
        wanted |= imports


@pytest.mark.parametrize(
    "page", sorted((TEMPLATES / "pages").rglob("*.html")), ids=lambda p: p.stem
)
def test_no_page_loads_more_than_100_kb_of_assets(page: Path) -> None:
    files = assets.load().files
    assert sum(len(files[name]) for name in _assets_of(page)) < 100_000


def test_every_script_is_loaded_by_some_page() -> None:
    loaded = {name for page in (TEMPLATES / "pages").rglob("*.html") for name in _assets_of(page)}
    assert {name for name in assets.load().files if name.endswith(".js")} <= loaded


def test_an_address_of_this_release_may_be_kept_for_ever(offline: Parts) -> None:
    client, digest = create_app(offline).test_client(), assets.load().digest
    answer = client.get(f"/static/{digest}/tokens.css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    assert client.get("/static/000000000000/tokens.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.css", "../app.py", "vendor/VENDORED.json", ""])
def test_nothing_else_is_served(offline: Parts, name: str) -> None:
    answer = create_app(offline).test_client().get(f"/static/{assets.load().digest}/{name}")
    assert answer.status_code == 404


def test_the_digest_changes_with_any_byte(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"1")
    before = assets.load(tmp_path).digest
    (tmp_path / "a.js").write_bytes(b"2")
    assert assets.load(tmp_path).digest != before
