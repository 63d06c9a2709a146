"""How a server sends an event: ready programs in curl, Python and Node, with no secret in them.

The key and its secret come from the environment. What an owner typed is data in them, never code.
"""

import json
import shlex
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from codegen.embedding import literal
from schemas.beacon import Event

_NEEDS: Final = "TALLY_KEY and TALLY_SECRET: a key of the project with the scope ingest:server."


@dataclass(frozen=True, slots=True)
class Servers:
    """The same event as three programs; each ends well when the collector answered 204."""

    curl: str
    python: str
    node: str


def servers(endpoint: str, event: Event) -> Servers:
    """Programs that send `event` to `endpoint`, the collector's absolute address."""
    sent = msgspec.to_builtins(event)
    return Servers(_curl(endpoint, sent), _python(endpoint, sent), _node(endpoint, sent))


def _curl(endpoint: str, event: dict[str, Any]) -> str:
    """Bearer: the secret itself, so only over https."""
    rest = shlex.quote(f'", "events": [{json.dumps(event)}]}}')
    return f"""\
# {_NEEDS}
curl --silent --show-error --fail-with-body {shlex.quote(endpoint)} \\
  --header "Authorization: Bearer $TALLY_KEY.$TALLY_SECRET" \\
  --header 'Content-Type: application/json' \\
  --data '{{"id": "'"$(openssl rand -hex 16)"{rest}
"""


def _python(endpoint: str, event: dict[str, Any]) -> str:
    """Signed by the stock library of Standard Webhooks."""
    return f"""\
# pip install standardwebhooks
# {_NEEDS}
import json
import os
import secrets
import urllib.request
from datetime import datetime, timezone

from standardwebhooks import Webhook

beacon = {{
    "id": secrets.token_urlsafe(24),
    "key": os.environ["TALLY_KEY"],
    "events": [{event!a}],
}}
body = json.dumps(beacon)
now = datetime.now(timezone.utc)
headers = {{
    "content-type": "application/json",
    "webhook-id": beacon["id"],
    "webhook-timestamp": str(int(now.timestamp())),
    "webhook-signature": Webhook(os.environ["TALLY_SECRET"]).sign(beacon["id"], now, body),
}}
urllib.request.urlopen(urllib.request.Request({endpoint!a}, body.encode(), headers))
"""


def _node(endpoint: str, event: dict[str, Any]) -> str:
    """Signed as Standard Webhooks says, by what Node 18 brings."""
    return f"""\
// {_NEEDS}
import {{ createHmac, randomBytes }} from 'node:crypto';

const {{ TALLY_KEY, TALLY_SECRET }} = process.env;
const id = randomBytes(24).toString('base64url');
const timestamp = Math.floor(Date.now() / 1000);
const body = JSON.stringify({{ id, key: TALLY_KEY, events: [{literal(event)}] }});
const signature = createHmac('sha256', Buffer.from(TALLY_SECRET.replace('whsec_', ''), 'base64'))
  .update(`${{id}}.${{timestamp}}.${{body}}`)
  .digest('base64');
const answer = await fetch({literal(endpoint)}, {{
  method: 'POST',
  headers: {{
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': `${{timestamp}}`,
    'webhook-signature': `v1,${{signature}}`,
  }},
  body,
}});
if (!answer.ok) throw new Error(`${{answer.status}} ${{await answer.text()}}`);
"""
