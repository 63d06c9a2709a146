"""What the front page is about: the demo project with its counter and its script."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from codegen import html
from codegen.snippet import Snippet as Script
from webapp.db import models
from webapp.front.queries import Subject
from webapp.seed import demo
from webapp.snippets.current import endpoint


@dataclass(frozen=True, slots=True)
class Pasting:
    """The forms of the script an owner may paste."""

    hosted: html.Form
    inline: html.Form


def demo_subject(session: Session) -> Subject | None:
    """The demo's counter, or None before the seed."""
    found = session.scalars(
        select(models.Project).where(models.Project.slug == demo.PROJECT)
    ).first()
    if found is None:
        return None
    return Subject(found.organization.slug, found.slug, demo.PAGE_VIEWS.name)


def pasting(session: Session, project: str, collector_url: str) -> Pasting | None:
    """The current script of a project by its slug, in its forms; None before there is one."""
    found = session.scalars(
        select(models.Snippet)
        .join(models.Project, models.Project.id == models.Snippet.project_id)
        .where(
            models.Project.slug == project, models.Snippet.sha256 == models.Project.snippet_sha256
        )
    ).first()
    if found is None:
        return None
    address = endpoint(collector_url)
    script = Script(found.javascript, found.sha256, ())
    return Pasting(html.hosted(collector_url, project, address), html.inline(script, address))
