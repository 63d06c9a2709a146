"""Why was this not counted? Events as they arrive; the stream itself comes from the live process."""

from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import asker, member
from webapp.db.engine import reading, writing
from webapp.explain.asked import NotABeacon, from_text
from webapp.explain.known import explained
from webapp.live import tickets
from webapp.live.app import STREAM
from webapp.live.messages import hello, words
from webapp.pages import frame
from webapp.parts import parts
from webapp.security import headers

blueprint: Final = Blueprint("live", __name__)

# A beacon of each kind of sender, ready to be changed.
EXAMPLE: Final = """{
  "events": [{"name": "page_view"}],
  "page": {"url": "https://shop.test/product/42?utm_source=news", "referrer": "", "language": "en"},
  "source": "browser"
}"""
MOST_TEXT: Final = 64 * 1024


@blueprint.get("/projects/<project>/live")
def page(project: str) -> ResponseReturnValue:
    """The stream, not yet begun."""
    return _page(EXAMPLE)


@blueprint.post("/projects/<project>/live/ticket")
def ticket(project: str) -> ResponseReturnValue:
    """A ticket for the page's own stream, and where to bring it."""
    wired = parts()
    with writing(wired.engine) as session:
        made = tickets.issue(session, asker().session_id, member().project_id, wired.clock())
    return {"ticket": made, "url": _stream_url()}, 201


@blueprint.post("/projects/<project>/live/try")
def attempt(project: str) -> ResponseReturnValue:
    """What would become of the beacon that was typed; nothing is counted by asking."""
    typed = request.form.get("beacon", "")[:MOST_TEXT]
    try:
        asked = from_text(typed)
    except NotABeacon as fault:
        return make_response(_page(typed, fault=fault), 422)
    with reading(parts().engine) as session:
        found = explained(session, member().project_id, asked, parts().clock())
    return _page(typed, found=found)


def _page(typed: str, **tried: Any) -> str:
    url = _stream_url()
    headers.connect(url)
    collector = parts().settings.collector_url.rstrip("/")
    return frame.render(
        "pages/live.html",
        "Live",
        typed=typed,
        texts=hello().texts,
        words=words,
        stream=url,
        collector=collector,
        collector_origin="{0.scheme}://{0.netloc}".format(urlsplit(collector)),
        **tried,
    )


def _stream_url() -> str:
    return parts().settings.live_url.rstrip("/") + STREAM
