"""The web app counts its answers."""

from webapp.app import create_app
from webapp.parts import Parts


def test_answers_are_counted_by_route_and_status(offline: Parts) -> None:
    client = create_app(offline).test_client()
    for path in ("/healthz", "/healthz", "/nothing/1", "/nothing/2"):
        client.get(path)

    def count(route: str, status: str) -> float | None:
        labels = {"route": route, "status": status}
        return offline.registry.get_sample_value("tally_web_answers_total", labels)

    assert (count("health.healthz", "200"), count("", "404")) == (2, 2)
