"""Bodies of projects/{id}."""

from marshmallow import Schema, fields, validate

from schemas.records.control import MAX_QUOTA
from webapp.api.bodies.keys import RateLimit
from webapp.tenants.change import GPC


class ProjectChange(Schema):
    """What is to be different; what is left out stays. Null is no quota, and the installation's rate."""

    gpc = fields.String(validate=validate.OneOf(GPC))
    quota = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, MAX_QUOTA))
    rate_limit = fields.Nested(RateLimit, allow_none=True)


class ProjectSettings(Schema):
    """A project. `quota` bounds the events of a UTC day; `rate_limit` is that of keys without their own;
    `gpc` says what becomes of beacons of visitors who ask for privacy: no_visitor or refuse."""

    id = fields.UUID(required=True)
    organization_id = fields.UUID(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)
    gpc = fields.String(required=True, validate=validate.OneOf(GPC))
    quota = fields.Integer(required=True, allow_none=True)
    rate_limit = fields.Nested(RateLimit, required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
