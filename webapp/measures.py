"""The web app's own metrics."""

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry

from schemas.process import metrics


def install(app: Flask, registry: CollectorRegistry) -> None:
    """Count every answer by route and status: as many series as there are routes and statuses."""
    answers = metrics.counter("tally_web_answers_total", registry)

    @app.after_request
    def count(response: Response) -> Response:
        answers.labels(request.endpoint or "", str(response.status_code)).inc()
        return response
