"""Bodies of what is to be pasted: snippets and code."""

from marshmallow import Schema, fields


class Size(Schema):
    """Bytes, as they are and as served."""

    raw = fields.Integer(required=True)
    gzip = fields.Integer(required=True)


class Hosted(Schema):
    """The script as the collector serves it, always the current one."""

    url = fields.String(required=True)
    html = fields.String(required=True)


class Pinned(Hosted):
    """One immutable version with subresource integrity."""

    integrity = fields.String(required=True)


class Csp(Schema):
    """What to add to a page's own Content-Security-Policy, by the way the script is carried."""

    inline = fields.String(required=True)
    hosted = fields.String(required=True)
    pinned = fields.String(required=True)


class ProjectSnippet(Schema):
    """The project's script in its forms; `html` carries it inline."""

    html = fields.String(required=True)
    javascript = fields.String(required=True)
    hosted = fields.Nested(Hosted, required=True)
    pinned = fields.Nested(Pinned, required=True)
    csp = fields.Nested(Csp, required=True)
    size = fields.Nested(Size, required=True)
    triggers = fields.List(fields.Dict(), required=True)


class MetricSnippet(Schema):
    """A script that sends what this metric counts and page views, and nothing else."""

    html = fields.String(required=True)
    javascript = fields.String(required=True)
    csp = fields.String(required=True)
    size = fields.Nested(Size, required=True)


class Servers(Schema):
    """Programs for TALLY_KEY and TALLY_SECRET from the environment."""

    curl = fields.String(required=True)
    python = fields.String(required=True)
    node = fields.String(required=True)


class MetricCode(Schema):
    """`snippet` is null when no page sends this metric's events, or no key may be used by pages."""

    snippet = fields.Nested(MetricSnippet, required=True, allow_none=True)
    triggers = fields.List(fields.Dict(), required=True)
    server = fields.Nested(Servers, required=True, allow_none=True)
