"""Slugs: like the name, short, and never one that somebody had."""

import pytest
from sqlalchemy import Engine

from tests.webapp.rows import NOON
from webapp.db.engine import writing
from webapp.db.models import Slug
from webapp.tenants.slugs import free_slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("shop.test", "shop-test"),
        ("Lamps & Co", "lamps-co"),
        ("Épicerie de l'Étoile", "epicerie-de-l-etoile"),
        ("--a--", "a"),
        ("東京", "project"),
        ("", "project"),
        ("</script>", "script"),
        ("x" * 100, "x" * 40),
        ("a" * 39 + " b", "a" * 39),
    ],
)
def test_a_slug_is_like_the_name(engine: Engine, name: str, slug: str) -> None:
    with writing(engine) as session:
        assert free_slug(session, "project", name) == slug


def test_one_that_somebody_has_or_had_gets_a_suffix(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Slug(kind="project", slug="shop-test", reserved_at=NOON))
    with writing(engine) as session:
        other = free_slug(session, "project", "shop.test")
        assert other.startswith("shop-test-")
        assert len(other) == len("shop-test-") + 4
        # Each kind has its own names.
        assert free_slug(session, "organization", "shop.test") == "shop-test"
