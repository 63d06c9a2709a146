"""Topic `refused`: beacons of recognised projects that the collector refused, a bounded sample."""

import msgspec


class Refusal(
    msgspec.Struct, frozen=True, tag_field="kind", tag="refused", omit_defaults=True, gc=False
):
    """One refused beacon: `code` of schemas.reasons, `origin` as sent (hostile), times in Unix ms.

    Schema 2 tells more, as far as the beacon could be read: `source` (browser or server, by what came
    along), how many `events` and the names of the first `names`, its `page` as origin and path, `detail`
    for the code (which field, what of it; never a value). `proven` is false where `project_id` and
    `key_id` are only what the sender claims. Never an address, a parameter, a token or a secret. Of a
    visitor who asks not to be counted (privacy_refused) the first four fields are all there is.
    """

    project_id: str
    key_id: str
    code: str
    received_at: int
    origin: str = ""
    beacon_id: str = ""
    schema: int = 1
    source: str = ""
    events: int = 0
    names: tuple[str, ...] = ()
    page: str = ""
    detail: str = ""
    proven: bool = False
    collector: str = ""


Record = Refusal
