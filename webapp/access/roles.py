"""Roles of members, each with all that the ones before it may."""

from enum import IntEnum


class Role(IntEnum):
    """What a member may do: read charts; edit definitions; manage keys and members; delete, transfer."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3
    OWNER = 4

    @classmethod
    def named(cls, name: str) -> "Role":
        """The role as the database writes it."""
        return cls[name.upper()]
