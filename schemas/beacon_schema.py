"""The beacon as JSON Schema, for whoever writes a sender: served by the collector, kept in docs/.

What decides is schemas/beacon.py; this is written from it (https://json-schema.org/draft/2020-12).
"""

from typing import Any, Final

import msgspec

from schemas.beacon import WireBeacon
from schemas.names import PROPERTY_NAME

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def beacon_schema() -> dict[str, Any]:
    """One object; texts that the collector cuts to their length have no bound in it."""
    made = msgspec.json.schema(WireBeacon)
    properties = made["$defs"]["Event"]["properties"]["properties"]
    properties["propertyNames"] = {"pattern": f"^(?:{PROPERTY_NAME.pattern})$"}
    return {"$schema": DIALECT, "title": "Tallylight beacon", **made}


def text() -> str:
    """The schema as a file."""
    return msgspec.json.format(msgspec.json.encode(beacon_schema()), indent=2).decode() + "\n"
