"""Every code that a message links to has its anchor."""

from flask.testing import FlaskClient

from tests.webapp.signed_up import client_of
from webapp.live.messages import hello
from webapp.parts import Parts


def test_every_link_of_a_live_stream_leads_to_an_anchor(offline: Parts) -> None:
    client: FlaskClient = client_of(offline)
    page = client.get("/reasons").text
    for text in hello().texts.values():
        path, _, anchor = text.link.partition("#")
        assert path == "/reasons"
        assert page.count(f'id="{anchor}"') == 1
