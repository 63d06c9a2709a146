"""What the overview is about: a project, its metrics, and the one that counts its page views."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.definitions import Definition
from schemas.triggers import PageView
from webapp.charts.queries import Place, Subject
from webapp.db.models import Project
from webapp.definitions.rules import body_of, living
from webapp.seed import demo


@dataclass(frozen=True, slots=True)
class Views:
    """The counter of page views: `path` is its label with the path, `splits` what lines may show."""

    subject: Subject
    path: str
    splits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """One project as the page shows it; `metrics` by name."""

    slug: str
    name: str
    place: Place
    metrics: tuple[tuple[UUID, Definition], ...]
    views: Views | None

    @property
    def definitions(self) -> tuple[Definition, ...]:
        return tuple(definition for _, definition in self.metrics)


def overview_of(session: Session, project: Project) -> Overview:
    """What there is to show about the project."""
    metrics = [(metric.id, body_of(metric)) for metric in living(session, project)]
    place = Place(project.organization.slug, project.slug)
    views = page_views([body for _, body in metrics], place)
    return Overview(project.slug, project.name, place, tuple(metrics), views)


def demo_project(session: Session) -> Project | None:
    """The demo, or None before the seed."""
    return session.scalars(select(Project).where(Project.slug == demo.PROJECT)).first()


def page_views(definitions: Sequence[Definition], place: Place) -> Views | None:
    """The first counter of every page view that is split by path."""
    for body in definitions:
        path = next((label.name for label in body.labels if label.source == "path"), None)
        plain = body.type == "counter" and body.value == "one" and not body.where
        if plain and path and body.triggers == (PageView(),):
            splits = tuple(label.name for label in body.labels)
            return Views(Subject(place.org, place.project, body.name), path, splits)
    return None
