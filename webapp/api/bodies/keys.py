"""Bodies of apikeys/*."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate

from webapp.keys.change import MAX_OVERLAP, OVERLAP
from webapp.keys.create import SCOPES
from webapp.keys.origins import MAX_LENGTH, MAX_ORIGINS, OriginRefused, origin_of
from webapp.keys.state import State

_MAX_RATE: Final = 1_000_000
# Times beyond are no dates of a key, and some cannot be written in UTC.
_YEARS: Final = range(2000, 9000)


class Origins(fields.List[str]):
    """Origins in any common form, kept the one way in which browsers send them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.String(validate=validate.Length(max=MAX_LENGTH)), **kwargs)
        self.validators.append(validate.Length(max=MAX_ORIGINS))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[Any]:
        written: dict[str, None] = {}
        wrong: dict[int, list[str]] = {}
        for position, text in enumerate(super()._deserialize(value, attr, data, **kwargs)):
            try:
                written[origin_of(text or "")] = None
            except OriginRefused as refused:
                wrong[position] = [str(refused)]
        if wrong:
            # marshmallow nests messages by position; its annotation knows flat ones only.
            raise ValidationError(wrong)
        return list(written)


def _printable(text: str) -> None:
    if text and not (text.isprintable() and text.strip()):
        raise ValidationError("Use printable characters.")


def _sensible(time: datetime) -> None:
    if time.year not in _YEARS:
        raise ValidationError("Give a time between the years 2000 and 9000.")


def _name(**kwargs: Any) -> fields.String:
    return fields.String(validate=[validate.Length(1, 200), _printable], **kwargs)


def _scopes(**kwargs: Any) -> fields.List[str]:
    known = fields.String(validate=validate.OneOf(SCOPES))
    return fields.List(known, validate=validate.Length(1, len(SCOPES)), **kwargs)


class RateLimit(Schema):
    """Events a second over time, and how many may come at once."""

    events_per_second = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, _MAX_RATE)
    )
    burst = fields.Integer(required=True, strict=True, validate=validate.Range(1, _MAX_RATE))


class KeyWanted(Schema):
    """A key to make. Without allowed origins it takes no beacons of browsers."""

    project_id = fields.UUID(required=True)
    name = _name(required=True)
    scopes = _scopes(required=True)
    allowed_origins = Origins(required=True)
    rate_limit = fields.Nested(RateLimit, load_default=None, allow_none=True)
    expires_at = fields.AwareDateTime(load_default=None, allow_none=True, validate=_sensible)


class KeyChange(Schema):
    """What is to be different; what is left out stays."""

    name = _name()
    scopes = _scopes()
    allowed_origins = Origins()
    rate_limit = fields.Nested(RateLimit, allow_none=True)
    expires_at = fields.AwareDateTime(allow_none=True, validate=_sensible)


class Rotation(Schema):
    """How long the secret before goes on counting."""

    overlap_seconds = fields.Integer(
        load_default=int(OVERLAP.total_seconds()),
        strict=True,
        validate=validate.Range(0, int(MAX_OVERLAP.total_seconds())),
    )


class NewKey(Schema):
    """A key with its secret, in the answer that made it and never again."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    key = fields.String(required=True)
    secret = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    allowed_origins = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)


class Key(Schema):
    """A key. `pending` until the collectors can know its newest change."""

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    name = fields.String(required=True)
    key = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    allowed_origins = fields.List(fields.String(), required=True)
    rate_limit = fields.Nested(RateLimit, required=True, allow_none=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(State.__args__),  # type: ignore[attr-defined]
    )
    pending = fields.Boolean(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)


class KeyWithSecret(Key):
    """A key in the answer that made its secret: the only one that shows it."""

    secret = fields.String(required=True)


class SigningVersion(Schema):
    """A version of the key that signs what pages carry; a retired one's pages are refused."""

    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    retired_at = fields.AwareDateTime(required=True, allow_none=True)


class Keys(Schema):
    """A part of a project's keys, oldest first."""

    items = fields.List(fields.Nested(Key), required=True)
    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    total = fields.Integer(required=True)


class SigningVersions(Schema):
    """A part of a key's signing versions, oldest first."""

    items = fields.List(fields.Nested(SigningVersion), required=True)
    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    total = fields.Integer(required=True)
