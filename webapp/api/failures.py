"""What the parts refuse, as answers: one place says the status and code of each."""

from collections.abc import Callable
from typing import Any, Final

from flask import Flask, Response

from codegen.snippet import NotGenerated
from webapp.definitions.rules import DefinitionRefused
from webapp.definitions.versions import NameOrTypeChanged, VersionStale
from webapp.keys.change import KeyRevoked
from webapp.keys.signing import LastSigningVersion, NoSigningVersion, TooManySigningVersions
from webapp.outbox.publish import RecordTooLarge
from webapp.problems import FieldError, problem

# status, code, what to do
FAILURES: Final[dict[type[Exception], tuple[int, str, str]]] = {
    KeyRevoked: (409, "key_revoked", "The key is revoked; it stays as it is."),
    NoSigningVersion: (404, "not_found", "The key has no such signing version."),
    LastSigningVersion: (409, "last_signing_version", "Add a signing version first."),
    TooManySigningVersions: (409, "too_many", "Retire a signing version first."),
    NameOrTypeChanged: (
        409,
        "name_or_type_immutable",
        "Name and type of a metric stay; make another metric.",
    ),
    RecordTooLarge: (422, "too_large", "This is more than one record can hold."),
}


def install(app: Flask) -> None:
    """Answer these where a handler lets them pass; their transaction was rolled back."""
    for kind, (status, code, detail) in FAILURES.items():
        app.register_error_handler(kind, _answer(status, code, detail))
    app.register_error_handler(DefinitionRefused, _refused)
    app.register_error_handler(VersionStale, _stale)
    app.register_error_handler(NotGenerated, _not_generated)


def _answer(status: int, code: str, detail: str) -> Callable[[Exception], Response]:
    return lambda error: problem(status, detail, code)


def _refused(error: DefinitionRefused) -> Response:
    return problem(422, "", errors=[FieldError(f.path, f.message) for f in error.faults])


def _stale(error: VersionStale) -> Response:
    return problem(409, f"Version {error.newest} is the newest: edit that one.", "version_stale")


def _not_generated(error: NotGenerated) -> Any:
    return problem(422, f"There is no script for this: {error}.", "not_generated")
