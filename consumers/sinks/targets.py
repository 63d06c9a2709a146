"""The targets of remote write: which they are, and how each is spoken to."""

from base64 import b64encode
from typing import Annotated, Final

import msgspec

from schemas.process.settings import Secret, SettingError

MAX_TARGETS: Final = 8


class RemoteTarget(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of TALLY_SINK_TARGETS. `name` names its position in Kafka: group `sink-<name>`.

    `tenant` goes out as X-Scope-OrgID (Mimir, Cortex) unless `tenant_header` says otherwise;
    `bearer`, or `user` and `password`, as Authorization.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$(?!\n)")]
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://")]
    write_path: str = "/api/v1/write"
    tenant: str = ""
    tenant_header: str = "X-Scope-OrgID"
    bearer: str = ""
    user: str = ""
    password: str = ""
    out_of_order_window: str = ""

    def __repr__(self) -> str:
        return f"RemoteTarget({self.name})"

    def headers(self) -> dict[str, str]:
        """What every request carries."""
        found = {self.tenant_header: self.tenant} if self.tenant else {}
        if self.bearer:
            found["Authorization"] = f"Bearer {self.bearer}"
        elif self.user:
            pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
            found["Authorization"] = f"Basic {pair}"
        return found


def targets(configured: Secret, url: str, window: str) -> tuple[RemoteTarget, ...]:
    """The configured targets; without any, the one Prometheus at `url` with that out-of-order window.

    Raises SettingError, which never quotes what was configured.
    """
    if not configured.reveal():
        return (RemoteTarget("prometheus", url, out_of_order_window=window),)
    try:
        found = msgspec.json.decode(configured.reveal(), type=tuple[RemoteTarget, ...])
    except msgspec.DecodeError as error:
        raise SettingError(f"TALLY_SINK_TARGETS is no list of targets: {error}") from None
    names = {target.name for target in found}
    if not 1 <= len(found) <= MAX_TARGETS or len(names) < len(found):
        raise SettingError(f"TALLY_SINK_TARGETS takes 1 to {MAX_TARGETS} targets, each name once")
    return found
