"""Bodies of auth/*: exactly the fields of web.md."""

from marshmallow import Schema, fields, validate

from webapp.accounts import emails
from webapp.accounts.passwords import MAX_LENGTH
from webapp.api.bodies.keys import NewKey

_NAME = validate.Length(max=200)
_SECRET = validate.Length(min=1, max=MAX_LENGTH)


class SignUp(Schema):
    """A person with, if wanted, names for what is theirs and the site whose pages will send."""

    email = fields.String(required=True, validate=validate.Length(max=emails.MAX_LENGTH))
    password = fields.String(required=True, load_only=True, validate=_SECRET)
    name = fields.String(load_default="", validate=_NAME)
    organization = fields.String(load_default="", validate=_NAME)
    origin = fields.String(load_default="", validate=validate.Length(max=2_048))


class SignIn(Schema):
    """`otp` is taken and not asked for yet."""

    email = fields.String(required=True, validate=validate.Length(max=emails.MAX_LENGTH))
    password = fields.String(required=True, load_only=True, validate=_SECRET)
    otp = fields.String(load_default="", load_only=True, validate=validate.Length(max=16))


class User(Schema):
    """A person as they see themselves."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    email_verified = fields.Boolean(required=True)


class Organization(Schema):
    id = fields.UUID(required=True)
    slug = fields.String(required=True)


class Project(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)


class SignedIn(Schema):
    """`token` is a JWT for the header `Authorization: Bearer`, until `expires_at`."""

    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    user = fields.Nested(User, required=True)


class SignedUp(SignedIn):
    """What signing up made; the key's secret is in this answer alone."""

    organization = fields.Nested(Organization, required=True)
    project = fields.Nested(Project, required=True)
    api_key = fields.Nested(NewKey, required=True)
