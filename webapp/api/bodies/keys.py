"""Bodies of apikeys/*."""

from marshmallow import Schema, fields


class NewKey(Schema):
    """A key with its secret, in the answer that made it and never again."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    key = fields.String(required=True)
    secret = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    allowed_origins = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)
