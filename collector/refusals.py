"""What owners are told of refusals: all of them counted, the first few of each kind on topic `refused`."""

from collections import Counter
from collections.abc import Callable, Mapping

import msgspec

from collector.few import FirstFew
from collector.refused import Known, refusal, sender, unsaid
from schemas.process.errors import Reject

# Partition, key and value of one record; must neither block nor raise.
Send = Callable[[int, bytes, bytes], None]


class Refusals:
    """For one thread. What cannot be laid at a recognised project's door is not kept here at all:
    strangers must not be able to fill anything.
    """

    def __init__(self, known: Known, send: Send, collector: str) -> None:
        self._known = known
        self._send = send
        self._collector = collector
        self._few = FirstFew()
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def note(self, code: str, reject: Reject, headers: Mapping[bytes, bytes], now_ms: int) -> None:
        """Take notice of one refusal that is answered with `code`."""
        found = sender(reject, headers, self._known)
        if found is None:
            return
        credential = found.credential
        self.count(credential.project, credential.key_id, code)
        if not self._few.take((credential.key_id, code), now_ms):
            return
        if code == "privacy_refused":
            record = unsaid(code, credential, now_ms)
        else:
            record = refusal(code, reject, found, headers, now_ms, self._collector)
        key = credential.project_id.encode()
        self._send(credential.partition, key, msgspec.json.encode(record))

    def count(self, project: str, key_id: str, code: str) -> None:
        """Count one without a record, as where the log that would keep it is what does not answer."""
        self._counts[project, key_id, code] += 1

    def taken(self) -> Mapping[tuple[str, str, str], int]:
        """Beacons refused since the last call, by project slug, key id and code."""
        counts, self._counts = self._counts, Counter()
        return counts
