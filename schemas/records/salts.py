"""Topic `salts`: one random salt per UTC day, encrypted with the ingest ring."""

import msgspec


class Salt(msgspec.Struct, frozen=True, tag_field="kind", tag="salt", omit_defaults=True, gc=False):
    """The salt of UTC day `day` (YYYY-MM-DD), as a Fernet token."""

    day: str
    salt: str
    schema: int = 1


Record = Salt
