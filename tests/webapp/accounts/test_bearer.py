"""API tokens: nothing but what we signed, for us, not over, is a sign-in."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest

from schemas.keyring import new_key
from schemas.process.settings import Secret
from webapp.accounts.bearer import AUDIENCE, Bearer
from webapp.accounts.derived import derive
from webapp.db.models import SignIn

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OLDER, NEWER, OTHER = (new_key() for _ in range(3))
ISSUER = "https://app.tally.test"
ROW = SignIn(
    id=UUID(int=7),
    user_id=UUID(int=8),
    kind="api",
    created_at=NOON,
    expires_at=NOON + timedelta(hours=1),
)


def bearer(*ring: str, issuer: str = ISSUER, use: str = "bearer") -> Bearer:
    return Bearer(issuer, derive(Secret(",".join(ring)), "TALLY_APP_KEYS", use))


OURS = bearer(NEWER, OLDER)
NEWEST = OURS.keys.newest
KID = {"kid": NEWEST.kid}


def forged(header: dict[str, Any], key: bytes, **claims: Any) -> str:
    """A token with our claims, or others, under another header or key."""
    whole = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": NOON + timedelta(hours=1),
        "sid": str(ROW.id),
        **claims,
    }
    kept = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(kept, key, "HS256", headers=header)


def segment(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def by_another_algorithm() -> str:
    """Genuine but for HS512."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sid": str(ROW.id), "exp": 2_000_000_000}
    signed = f"{segment({'alg': 'HS512', **KID})}.{segment(claims)}"
    signature = hmac.digest(NEWEST.key, signed.encode(), "sha512")
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_a_genuine_one_names_its_sign_in_until_it_is_over() -> None:
    token = OURS.token(ROW)
    assert OURS.session_id(token, NOON) == str(ROW.id)
    assert OURS.session_id(token, NOON + timedelta(minutes=59, seconds=59)) == str(ROW.id)
    assert OURS.session_id(token, NOON + timedelta(hours=1)) is None


def test_a_rotated_ring_still_reads_older_tokens_until_the_key_is_dropped() -> None:
    token = bearer(OLDER).token(ROW)
    assert OURS.session_id(token, NOON) == str(ROW.id)
    assert bearer(NEWER).session_id(token, NOON) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "no token",
        "a.b.c",
        "x" * 5_000,
        # Not signed at all.
        f"{segment({'alg': 'none', 'typ': 'JWT', **KID})}."
        f"{segment({'iss': ISSUER, 'aud': AUDIENCE, 'sid': str(ROW.id), 'exp': 2_000_000_000})}.",
        # By somebody else's key, under our key's name and under none of ours.
        forged(KID, b"0" * 32),
        forged({"kid": "ffffffff"}, NEWEST.key),
        forged({}, NEWEST.key),
        # By our ring, for another use or installation.
        bearer(NEWER, use="cookie").token(ROW),
        bearer(NEWER, issuer="https://elsewhere.test").token(ROW),
        forged(KID, NEWEST.key, aud="another-api"),
        # Without a claim that we ask for, or with an odd one.
        *(forged(KID, NEWEST.key, **{name: None}) for name in ("iss", "aud", "exp", "sid")),
        by_another_algorithm(),
    ],
)
def test_any_other_text_is_none(token: str) -> None:
    assert OURS.session_id(token, NOON) is None


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_token_changed_anywhere_is_none(position: int) -> None:
    parts = OURS.token(ROW).split(".")
    other = "B" if parts[position][10] == "A" else "A"
    parts[position] = parts[position][:10] + other + parts[position][11:]
    assert OURS.session_id(".".join(parts), NOON) is None
