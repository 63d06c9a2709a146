"""What every blueprint of the API shares: strict bodies, bounded pages, named failures."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import flask_smorest
from flask import Request
from marshmallow import EXCLUDE, Schema, fields, validate
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser

MAX_PAGE_SIZE: Final = 100
_MAX_PAGE: Final = 1_000_000
_View = TypeVar("_View", bound=Callable[..., Any])


class Parser(FlaskParser):
    """Bodies through the app's own JSON: 415 for another type, 400 for what is not JSON."""

    def _raw_load_json(self, req: Request) -> Any:
        return req.get_json()


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A subject of the API; its routes stand under /api/v1."""

    ARGUMENTS_PARSER = Parser()


class Paging(Schema):
    """Which part of a list; `page` counts from 1."""

    class Meta:
        unknown = EXCLUDE

    page = fields.Integer(load_default=1, validate=validate.Range(1, _MAX_PAGE))
    page_size = fields.Integer(load_default=20, validate=validate.Range(1, MAX_PAGE_SIZE))


class OfProject(Paging):
    """A list of one project's things."""

    project_id = fields.UUID(required=True)


def page_of(
    session: Session, query: Select[Any], asked: dict[str, Any], row: Callable[[Any], Any]
) -> dict[str, Any]:
    """The wanted part of `query`, which is in a fixed order, each item through `row`."""
    number, size = asked["page"], asked["page_size"]
    total = session.scalars(select(func.count()).select_from(query.subquery())).one()
    found = session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return {"items": [row(it) for it in found], "page": number, "page_size": size, "total": total}


def fails(status: int, when: str) -> Callable[[_View], _View]:
    """Document a failure that only the handler knows of; the access rule's own are added by the document."""
    decorate: Callable[[_View], _View] = Blueprint.doc(responses={status: {"description": when}})
    return decorate
