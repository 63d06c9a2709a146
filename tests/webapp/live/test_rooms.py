"""Who gets what, and how many may look."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID, uuid4

import pytest

from webapp.live.messages import Now, encode
from webapp.live.rooms import PER_PROJECT, PER_USER, Full, Rooms
from webapp.live.stream import Stream, Viewer


def viewer(project: UUID, user: UUID | None = None) -> Viewer:
    return Viewer(user or uuid4(), uuid4(), project)


@contextmanager
def begun(rooms: Rooms, project: UUID) -> Iterator[Stream]:
    """A stream that hears, and has read what was before it."""
    with rooms.entered(viewer(project)) as stream:
        rooms.begin(stream, ())
        stream._queue.clear()
        yield stream


def queued(stream: Stream) -> list[bytes]:
    return list(stream._queue)


def test_a_message_goes_to_those_who_look_at_its_project_and_to_nobody_else() -> None:
    rooms, shop, blog = Rooms(), uuid4(), uuid4()
    with begun(rooms, shop) as one, begun(rooms, blog) as other:
        assert rooms.watched == {str(shop), str(blog)}
        rooms.publish(str(shop), b"of the shop")
        rooms.publish(str(uuid4()), b"of nobody")
        assert queued(one) == [b"of the shop"]
        assert queued(other) == []
    assert rooms.watched == frozenset()


def test_a_stream_hears_what_was_before_it_began_and_then_each_message_once() -> None:
    rooms, shop = Rooms(), uuid4()
    with rooms.entered(viewer(shop)) as stream:
        rooms.publish(str(shop), b"a")
        rooms.leave_out(str(shop), 3)
        rooms.begin(stream, (b"z", b"a"))
        rooms.publish(str(shop), b"b")
        assert queued(stream) == [b"z", b"a", encode(Now()), b"b"]
        assert rooms.dropped == 0


def test_a_slow_reader_loses_its_own_messages_alone() -> None:
    rooms, shop = Rooms(), uuid4()
    with begun(rooms, shop) as slow, begun(rooms, shop) as quick:
        slow._messages = 1
        for message in (b"a", b"b", b"c"):
            rooms.publish(str(shop), message)
        assert queued(slow) == [b"a"]
        assert queued(quick) == [b"a", b"b", b"c"]
        assert rooms.dropped == 2


def test_a_person_has_3_streams_over_all_projects_and_another_when_one_is_closed() -> None:
    rooms, user = Rooms(), uuid4()
    with ExitStack() as open_streams:
        for _ in range(PER_USER - 1):
            open_streams.enter_context(rooms.entered(viewer(uuid4(), user)))
        with (
            rooms.entered(viewer(uuid4(), user)),
            pytest.raises(Full, match="user"),
            rooms.entered(viewer(uuid4(), user)),
        ):
            pass
        with rooms.entered(viewer(uuid4(), user)):
            assert len(list(rooms)) == PER_USER


def test_a_project_has_20_streams() -> None:
    rooms, shop = Rooms(), uuid4()
    with ExitStack() as open_streams:
        for _ in range(PER_PROJECT):
            open_streams.enter_context(rooms.entered(viewer(shop)))
        with pytest.raises(Full, match="project"), rooms.entered(viewer(shop)):
            pass
        with rooms.entered(viewer(uuid4())):
            assert len(list(rooms)) == PER_PROJECT + 1


def test_a_refused_stream_leaves_no_trace() -> None:
    rooms, shop = Rooms(per_project=0), uuid4()
    with pytest.raises(Full), rooms.entered(viewer(shop)):
        pass
    assert rooms.watched == frozenset()
