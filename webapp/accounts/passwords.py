"""Passwords: argon2id, a bounded number at a time, and how good one must be."""

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH: Final = 8
# argon2 reads all of it: a bound on what strangers may make us hash.
MAX_LENGTH: Final = 1_000
# zxcvbn's guesses, as a power of ten, that a password must withstand: online guessing is slowed besides.
_LEAST_SCORE: Final = 2
_READ_BY_ZXCVBN: Final = 72

# Each hash takes 64 MiB; sign-ins beyond this number wait for their turn.
_AT_ONCE: Final = BoundedSemaphore(3)
_HASHER: Final = PasswordHasher()


def fault(password: str, email: str) -> str:
    """What is wrong with a new password, for its author; "" when it will do."""
    if len(password) < MIN_LENGTH:
        return f"Use at least {MIN_LENGTH} characters."
    if len(password) > MAX_LENGTH:
        return f"Use at most {MAX_LENGTH} characters."
    # Loads word lists: only a process that takes sign-ups needs them.
    from zxcvbn import zxcvbn

    judged = zxcvbn(password[:_READ_BY_ZXCVBN], [email, email.partition("@")[0], "tallylight"])
    if judged["score"] < _LEAST_SCORE:
        return "This password is easy to guess. Put a few more words into it."
    return ""


def hashed(password: str) -> str:
    """argon2id with its parameters and salt, as text. Takes about 0.1 s and 64 MiB."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_password(password: str, known: str | None) -> bool:
    """Whether `password` made the hash `known`. Takes as long when there is none: nobody learns who
    has an account."""
    with _AT_ONCE:
        try:
            _HASHER.verify(known or _NOBODYS, password[:MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
    return known is not None


_NOBODYS: Final = _HASHER.hash("nobody's")
