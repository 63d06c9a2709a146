"""The tables, one module per subject. Importing this package makes them all known to `Base`."""

from webapp.db.models.definitions import MetricDefinition, MetricDefinitionVersion
from webapp.db.models.keys import ApiKey, KeySecret, SigningVersion
from webapp.db.models.live import LiveTicket
from webapp.db.models.outbox import OutboxRow
from webapp.db.models.people import Membership, SignIn, User
from webapp.db.models.slugs import Slug
from webapp.db.models.snippets import Snippet
from webapp.db.models.tenants import Organization, Project

__all__ = [
    "ApiKey",
    "KeySecret",
    "LiveTicket",
    "Membership",
    "MetricDefinition",
    "MetricDefinitionVersion",
    "Organization",
    "OutboxRow",
    "Project",
    "SignIn",
    "SigningVersion",
    "Slug",
    "Snippet",
    "User",
]
