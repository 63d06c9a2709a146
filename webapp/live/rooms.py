"""Open streams by project, and how many there may be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from webapp.live.messages import Now, encode
from webapp.live.stream import Stream, Viewer

PER_USER: Final = 3
PER_PROJECT: Final = 20


class Full(Exception):
    """Reject: no more streams for this person or project until one is closed. `whose` says which."""

    def __init__(self, whose: str) -> None:
        super().__init__(whose)
        self.whose = whose


class Rooms:
    """Owned by the event loop; `watched` may be read by any thread.

    `watched`: ids of the projects that somebody looks at, as text, replaced as a whole.
    """

    def __init__(self, per_user: int = PER_USER, per_project: int = PER_PROJECT) -> None:
        self._per_user = per_user
        self._per_project = per_project
        self._streams: dict[str, list[Stream]] = {}
        self._of_user: Counter[UUID] = Counter()
        self.watched: frozenset[str] = frozenset()
        self.dropped = 0

    def __iter__(self) -> Iterator[Stream]:
        return (stream for streams in list(self._streams.values()) for stream in list(streams))

    @contextmanager
    def entered(self, viewer: Viewer) -> Iterator[Stream]:
        """A stream for as long as the block runs; it hears nothing until it has begun. Raises Full."""
        if self._of_user[viewer.user] >= self._per_user:
            raise Full("user")
        watching = self._streams.setdefault(str(viewer.project), [])
        if len(watching) >= self._per_project:
            raise Full("project")
        stream = Stream(viewer)
        watching.append(stream)
        self._of_user[viewer.user] += 1
        self._note_watched()
        try:
            yield stream
        finally:
            self._leave(stream)

    def begin(self, stream: Stream, recent: Iterable[bytes]) -> None:
        """Give it the encoded messages from before, and everything that is published from here on."""
        for message in (*recent, encode(Now())):
            stream.put(message)
        stream.has_begun = True

    def publish(self, project: str, message: bytes) -> None:
        """Give an encoded message to everybody who looks at the project."""
        for stream in self._begun(project):
            self.dropped += not stream.put(message)

    def leave_out(self, project: str, count: int) -> None:
        """Let them know that so many messages were not made."""
        for stream in self._begun(project):
            stream.leave_out(count)
            self.dropped += count

    def close(self, why: str) -> None:
        """End every stream."""
        for stream in self:
            stream.end(why)

    def _begun(self, project: str) -> list[Stream]:
        return [stream for stream in self._streams.get(project, ()) if stream.has_begun]

    def _leave(self, stream: Stream) -> None:
        viewer, project = stream.viewer, str(stream.viewer.project)
        self._streams[project].remove(stream)
        if not self._streams[project]:
            del self._streams[project]
        self._of_user[viewer.user] -= 1
        if not self._of_user[viewer.user]:
            del self._of_user[viewer.user]
        self._note_watched()

    def _note_watched(self) -> None:
        self.watched = frozenset(self._streams)
