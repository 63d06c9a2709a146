"""Rebuilds the fragments with the pinned esbuild and compares. Needs Node and npm on PATH."""

import json
import subprocess
from pathlib import Path

import msgspec
import pytest

from codegen import fragments

TRACKER = fragments.DIST.parent


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("dist")
    if not (TRACKER / "node_modules" / "web-vitals").exists():
        subprocess.run(["npm", "ci"], cwd=TRACKER, check=True)
    subprocess.run(["node", "build.mjs", str(output)], cwd=TRACKER, check=True)
    return output


def test_the_sources_build_to_the_checked_in_fragments(rebuilt: Path) -> None:
    assert {path.name for path in rebuilt.iterdir()} == {p.name for p in fragments.DIST.iterdir()}
    for path in rebuilt.glob("*.js"):
        assert path.read_text() == (fragments.DIST / path.name).read_text(), "run `make tracker`"


def test_the_sources_build_to_the_checked_in_manifest(rebuilt: Path) -> None:
    def without_gzip(folder: Path) -> list[fragments.Fragment]:
        found = fragments.manifest(folder).fragments
        return [msgspec.structs.replace(fragment, gzip=0) for fragment in found]

    assert without_gzip(rebuilt) == without_gzip(fragments.DIST)


def test_a_module_with_another_export_is_refused(tmp_path: Path, rebuilt: Path) -> None:
    for name in ("build.mjs", "node_modules"):
        (tmp_path / name).symlink_to(TRACKER / name)
    (tmp_path / "src" / "fragments").mkdir(parents=True)
    (tmp_path / "src" / "core.js").write_text("export const track = 1;\n")
    build = subprocess.run(
        ["node", "--preserve-symlinks-main", "--preserve-symlinks", "build.mjs"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode != 0
    assert "core.js must have one default export and no other" in build.stderr


def test_the_lock_names_what_is_built_with_exactly_and_no_host() -> None:
    package = json.loads((TRACKER / "package.json").read_text())
    lock = json.loads((TRACKER / "package-lock.json").read_text())
    assert package["devDependencies"] == {"esbuild": "0.28.2", "web-vitals": "5.3.0"}
    for name, version in package["devDependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert not any("resolved" in entry for entry in lock["packages"].values())
