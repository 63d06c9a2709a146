"""Slugs from names: short, lower case, never one that somebody had."""

import re
import secrets
from string import ascii_lowercase, digits
from typing import Final, Literal
from unicodedata import normalize

from sqlalchemy.orm import Session

from webapp.db.models import Slug

_LONGEST: Final = 40
_SUFFIX: Final = 4


def free_slug(session: Session, kind: Literal["organization", "project"], name: str) -> str:
    """A slug of `kind` like `name` that nobody has or had: `shop-test`, else `shop-test-x7k2`."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or kind
    slug = base
    while session.get(Slug, (kind, slug)):
        slug = f"{base}-{''.join(secrets.choice(ascii_lowercase + digits) for _ in range(_SUFFIX))}"
    return slug
