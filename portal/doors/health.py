"""Alive, ready, and what is measured: for the supervisor, the proxy and Prometheus."""

import datetime as dt
import ipaddress
from collections.abc import Iterator

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.core import queue, schema, watch, web
from portal.core.access import declare
from portal.core.db import db
from portal.core.errors import Missing
from portal.zalo import standing, tokens

bp = Blueprint("health", __name__)
machine = declare("machine")

_DUE = text(
    """SELECT count(*) FILTER (WHERE due_at <= now() AND state <> 'unknown'),
              min(due_at) FILTER (WHERE due_at <= now() AND state <> 'unknown'),
              count(*) FILTER (WHERE state = 'unknown'), now()
       FROM intent WHERE state IN ('queued', 'sending', 'unknown')"""
)


@bp.get("/healthz")
@machine
def alive() -> Response:
    """This process answers; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
@machine
def ready() -> Response:
    """Every part that is needed to serve and to send; 503 when one is missing, each named.

    Without a token messages wait and a person must come to the desk, so that alone does not take us off.
    """
    parts = {
        "database": _database(),
        "queue": queue.depth() is not None,
        "token": _token(),
        "relay": queue.beating("relay") > 0,
        "worker": queue.beating("worker") > 0,
    }
    is_ready = all(there for name, there in parts.items() if name != "token")
    answer = jsonify(status="ok" if is_ready else "not ready", parts=parts)
    answer.status_code = 200 if is_ready else 503
    return answer


def _token() -> bool:
    """Messages may go out: there is a token, and Zalo takes it."""
    try:
        return not tokens.is_held()
    except SQLAlchemyError:
        return False


def _database() -> bool:
    """The database answers and has the schema this code was written for."""
    try:
        return schema.is_current()
    except SQLAlchemyError:
        return False


@bp.get("/metrics")
@machine
def metrics() -> Response:
    """Prometheus text, for callers on this machine; others are told there is no such page."""
    if not _is_loopback(web.client_address()):
        raise Missing("metrics are for this machine")
    registry = CollectorRegistry()
    registry.register(_Figures())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _of_tokens() -> Iterator[Metric]:
    """Ages in seconds and two flags; what is not known yet is left out."""
    try:
        stands = standing.look()
    except SQLAlchemyError:
        return
    is_urgent = stands.level is standing.Level.PERSON
    yield GaugeMetricFamily("portal_zalo_token_held", "Whether messages wait for a token.", stands.is_held)
    yield GaugeMetricFamily("portal_zalo_token_needs_person", "Whether a person has to help.", is_urgent)
    yield GaugeMetricFamily("portal_zalo_token_failures", "Changes that failed in a row.", stands.failures)
    moments = {
        "age": (stands.issued_at, -1),
        "expires_in": (stands.expires_at, 1),
        "consent_ends_in": (stands.consent_ends_at, 1),
    }
    for name, (moment, sign) in moments.items():
        if moment is not None:
            seconds = sign * (moment - stands.now).total_seconds()
            yield GaugeMetricFamily(f"portal_zalo_token_{name}_seconds", f"Token: {name}.", seconds)


class _Figures:
    """Read when asked, so that one process speaks for all; a part that is away leaves its figure out."""

    def collect(self) -> Iterator[Metric]:
        yield from _of_database()
        yield from _of_tokens()
        depth = queue.depth()
        if depth is not None:
            yield GaugeMetricFamily("portal_queue_depth", "Jobs waiting in the queue.", depth)
        for kind in ("relay", "worker"):
            found = queue.beating(kind)
            yield GaugeMetricFamily(f"portal_{kind}_processes", f"Processes of the {kind} alive.", found)


def _of_database() -> Iterator[Metric]:
    try:
        due, oldest, unknown, now = db.session.execute(_DUE).one()
    except SQLAlchemyError:
        yield GaugeMetricFamily("portal_database_up", "Whether the database answers.", 0)
        return
    age = (now - oldest).total_seconds() if isinstance(oldest, dt.datetime) else 0.0
    yield GaugeMetricFamily("portal_database_up", "Whether the database answers.", 1)
    yield GaugeMetricFamily("portal_intents_due", "Messages that are due and not sent yet.", due)
    yield GaugeMetricFamily("portal_intents_oldest_due_seconds", "Age of the oldest due message.", age)
    yield GaugeMetricFamily("portal_intents_unknown", "Messages nobody knows the outcome of.", unknown)
    for figure in watch.figures():
        yield GaugeMetricFamily(f"portal_{figure.name}", figure.help, figure.value)
