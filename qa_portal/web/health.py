"""Signs of life for the operator's tools: alive, ready, and the figures that matter."""

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read

room = Blueprint("health", __name__)
GAUGES = "qa_portal.gauges"
"""Extension: name -> (help, function) of the figures the rooms report, all without PHI."""


@room.get("/healthz")
@guard(Permission.HEALTH)
def alive() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@room.get("/readyz")
@guard(Permission.HEALTH)
def ready() -> Response:
    """Say whether the database answers too; 503 when it does not."""
    try:
        read().execute(text("SELECT 1"))
    except DBAPIError:
        return Response("database not reachable\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@room.get("/metrics")
@guard(Permission.HEALTH)
def metrics() -> Response:
    """Give the figures in Prometheus' text form, read from the database at the moment of asking."""
    registry = CollectorRegistry()
    for name, (meaning, measure) in current_app.extensions.get(GAUGES, {}).items():
        Gauge(name, meaning, registry=registry).set(measure())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
