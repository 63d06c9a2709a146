import gzip
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from codegen import fragments


def test_the_checked_in_files_are_those_of_the_manifest() -> None:
    described = {fragment.file: fragment for fragment in fragments.manifest().fragments}
    present = {path.name for path in fragments.DIST.iterdir()} - {fragments.MANIFEST}
    assert present == set(described)
    for name, fragment in described.items():
        raw = (fragments.DIST / name).read_bytes()
        assert len(raw) == fragment.size
        assert sha256(raw).hexdigest() == fragment.sha256
        # Compressors differ by a few bytes between versions of zlib.
        assert len(gzip.compress(raw, 9)) == pytest.approx(fragment.gzip, rel=0.02)


def test_the_core_comes_first_and_the_others_need_it() -> None:
    core, *others = fragments.manifest().fragments
    assert (core.name, core.needs) == ("core", ())
    assert all(fragment.needs == ("core",) for fragment in others)


def test_a_fragment_that_differs_from_its_manifest_is_refused(tmp_path: Path) -> None:
    folder = Path(copytree(fragments.DIST, tmp_path / "dist"))
    (folder / "core.js").write_text("alert(1)")
    with pytest.raises(fragments.FragmentError, match=r"core\.js is not the file"):
        fragments.load(folder)


def test_a_missing_fragment_is_refused(tmp_path: Path) -> None:
    folder = Path(copytree(fragments.DIST, tmp_path / "dist"))
    (folder / "custom.js").unlink()
    with pytest.raises(fragments.FragmentError, match=r"custom\.js"):
        fragments.load(folder)


def test_a_malformed_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / fragments.MANIFEST).write_text('{"fragments": 1}')
    with pytest.raises(fragments.FragmentError, match="manifest"):
        fragments.manifest(tmp_path)
