"""Which metrics do I have?"""

import pytest
from sqlalchemy import Engine

from tests.webapp.pages.metrics.made import CHECKOUT, VIEWS, a_metric
from tests.webapp.rows import a_project
from tests.webapp.visitor import Visitor
from webapp.access.roles import Role
from webapp.db.models import Project


@pytest.fixture
def project(engine: Engine) -> Project:
    return a_project(engine)


def test_each_metric_is_a_line_with_its_words_state_and_label_sets(
    engine: Engine, project: Project
) -> None:
    views = a_metric(engine, project, VIEWS)
    a_metric(engine, project, CHECKOUT)
    page = Visitor.signed_in(engine, project, Role.VIEWER).get("/projects/shop/metrics").text
    assert "<title>Which metrics do I have? · Tallylight</title>" in page
    assert f'<a href="/projects/shop/metrics/{views}">views_total</a>' in page
    assert "Counts how often a page is viewed, separately for each path." in page
    assert 'data-tone="good">active</span>' in page
    # Prometheus is away: what is used is unknown, the rest of the page stands.
    assert "\N{EN DASH} of 1\u202f000" in page
    assert "2\u202f000 of 20\u202f000 label sets" in page


def test_none_yet_names_the_one_next_step(engine: Engine, project: Project) -> None:
    page = Visitor.signed_in(engine, project, Role.EDITOR).get("/projects/shop/metrics").text
    assert "will appear here" in page
    assert page.count('href="/projects/shop/metrics/new"') == 1


def test_a_viewer_is_not_sent_where_they_may_not_go(engine: Engine, project: Project) -> None:
    page = Visitor.signed_in(engine, project, Role.VIEWER).get("/projects/shop/metrics").text
    assert "/metrics/new" not in page
