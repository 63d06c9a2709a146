"""What is shared in the cache is whole or not there."""

from pathlib import Path

import pytest

from ops.local.cache import cache_root, published, write_whole


def test_the_cache_follows_xdg_and_home() -> None:
    assert cache_root({"XDG_CACHE_HOME": "/x", "HOME": "/h"}) == Path("/x/tallylight")
    assert cache_root({"HOME": "/h"}) == Path("/h/.cache/tallylight")


def test_a_folder_is_built_once(tmp_path: Path) -> None:
    target, builds = tmp_path / "a" / "b", list[Path]()
    assert published(target, builds.append) == target
    assert published(target, builds.append) == target
    assert len(builds) == 1
    assert list(target.parent.iterdir()) == [target]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError("no network")

    with pytest.raises(ValueError, match="no network"):
        published(tmp_path / "target", fails)
    assert list(tmp_path.iterdir()) == []


def test_of_two_builds_at_once_the_first_is_kept_whole(tmp_path: Path) -> None:
    target = tmp_path / "target"

    def first(folder: Path) -> None:
        (folder / "first").touch()

    def second(folder: Path) -> None:
        (folder / "second").touch()
        published(target, first)  # another run finishes while we build

    assert published(target, second) == target
    assert [path.name for path in target.iterdir()] == ["first"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_whole(path, "one", mode=0o600)
    write_whole(path, "two", mode=0o600)
    assert path.read_text(encoding="utf-8") == "two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
