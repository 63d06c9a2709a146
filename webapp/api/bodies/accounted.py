"""Bodies of the routes that say what became of events."""

from marshmallow import INCLUDE, Schema, fields


class LedgerAsked(Schema):
    """`day` is a UTC day as YYYY-MM-DD, today's if it is left out."""

    day = fields.Date(load_default=None)


class Books(Schema):
    """Events by what became of them; `balanced` when accepted is the sum of all the others."""

    accepted = fields.Integer(required=True)
    counted = fields.Integer(required=True)
    duplicate = fields.Integer(required=True)
    bot = fields.Integer(required=True)
    unmatched = fields.Integer(required=True)
    rejected = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    waiting = fields.Integer(required=True)
    balanced = fields.Boolean(required=True)


class Compared(Schema):
    """What a metric gained as it was counted, and in Prometheus; not comparable where `resets`."""

    metric = fields.String(required=True)
    counted = fields.Float(required=True)
    stored = fields.Float(required=True)
    difference = fields.Float(required=True)
    equal = fields.Boolean(required=True)
    resets = fields.Boolean(required=True)


class Ledger(Schema):
    """One day. `refused`: beacons that collectors refused by code; seconds before a kill may be missing."""

    day = fields.String(required=True)
    as_of = fields.AwareDateTime(required=True)
    waiting_known = fields.Boolean(required=True)
    events = fields.Nested(Books, required=True)
    metrics = fields.List(fields.Nested(Compared), required=True)
    refused = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ExplainAsked(Schema):
    """A beacon as on the wire; id, token and key are passed over. At most 20 events.

    `source`, `user_agent`, `country` and `webdriver` stand for what a collector adds.
    """

    class Meta:
        unknown = INCLUDE

    events = fields.List(fields.Dict(), required=True)
    page = fields.Dict(allow_none=True)
    source = fields.String()
    user_agent = fields.String()
    country = fields.String()
    webdriver = fields.Boolean()


class Told(Schema):
    """A code in plain words."""

    text = fields.String(required=True)
    mend = fields.String(required=True)
    link = fields.String(required=True)


class Explained(Schema):
    """Per event and definition the series it touches, or why not; `texts` has the words for every code."""

    result = fields.String(required=True)
    enrichment = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    events = fields.List(fields.Dict(), required=True)
    texts = fields.Dict(keys=fields.String(), values=fields.Nested(Told), required=True)


class Ticket(Schema):
    """POST `ticket` as the body to `url` within half a minute; the answer is server-sent events."""

    ticket = fields.String(required=True)
    url = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class UsageAsked(Schema):
    """So many UTC days, today's the last."""

    days = fields.Integer(load_default=7, validate=lambda days: 1 <= days <= 31)


class Usage(Schema):
    """What a key was used for by UTC day. `last_used_at` is exact to five minutes in the last day."""

    last_used_at = fields.AwareDateTime(required=True, allow_none=True)
    days = fields.Dict(keys=fields.String(), values=fields.Nested(Books), required=True)
