"""Bounded by project and in all, and never another project's."""

from webapp.live.recent import Kept, Recent
from webapp.live.watch import Seen


def kept(offset: int, value: bytes = b"xx") -> Kept:
    return Kept("beacons", Seen(0, offset, 0), value)


def offsets(recent: Recent, project: str) -> list[int]:
    return [record.seen.offset for record in recent.of(project)]


def test_the_newest_of_each_project_are_kept_newest_first() -> None:
    recent = Recent(records=2)
    for offset in range(5):
        recent.keep("shop", kept(offset))
    recent.keep("blog", kept(9))
    assert offsets(recent, "shop") == [4, 3]
    assert offsets(recent, "blog") == [9]
    assert offsets(recent, "nobody's") == []


def test_beyond_the_bound_the_projects_heard_of_longest_ago_are_forgotten() -> None:
    recent = Recent(records=2, size=6)
    for offset, project in enumerate(("a", "b", "a", "c")):
        recent.keep(project, kept(offset))
    assert [offsets(recent, project) for project in "abc"] == [[2, 0], [], [3]]
    for offset in range(4, 50):
        recent.keep("c", kept(offset))
    assert [offsets(recent, project) for project in "abc"] == [[], [], [49, 48]]
