"""A project's current script in the forms that an owner may paste."""

import gzip
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from codegen import html
from codegen.snippet import Snippet as Script
from webapp.db.models import Project, Snippet
from webapp.snippets.current import endpoint


@dataclass(frozen=True, slots=True)
class Forms:
    """`raw` and `gzipped` are the script's size in bytes; `endpoint` is where it sends."""

    hosted: html.Form
    inline: html.Form
    pinned: html.Form
    raw: int
    gzipped: int
    endpoint: str


def forms_of(session: Session, slug: str, collector_url: str) -> Forms | None:
    """The forms of the script that project `slug` has now; None while it has none."""
    found = session.scalars(
        select(Snippet)
        .join(Project, Project.id == Snippet.project_id)
        .where(Project.slug == slug, Snippet.sha256 == Project.snippet_sha256)
    ).first()
    if found is None:
        return None
    address, raw = endpoint(collector_url), found.javascript.encode()
    script = Script(found.javascript, found.sha256, ())
    return Forms(
        html.hosted(collector_url, slug, address),
        html.inline(script, address),
        html.pinned(script, collector_url, slug, address),
        len(raw),
        len(gzip.compress(raw, mtime=0)),
        address,
    )
