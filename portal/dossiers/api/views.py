"""The addresses of the machine interface."""

from flask import Blueprint, Response, jsonify, render_template, request

from portal.core.access import declare, public
from portal.core.errors import Missing
from portal.dossiers import codes, operations, queries
from portal.dossiers.api import calls, deliveries, description, phones, reports
from portal.dossiers.operations import rehearsing
from portal.dossiers.operations.keys import Kind
from portal.dossiers.reporting import files
from portal.dossiers.reporting import queries as reporting

bp = Blueprint("dossiers_api", __name__, url_prefix="/api/v1")
machine = declare("machine")


@bp.post("/dossiers")
@machine
def dossiers() -> Response:
    """Create or move dossiers: 1 to 500 records, each judged alone."""
    raw = calls.raw_body()
    caller = calls.caller_of(raw)
    calls.insist_on_json()
    is_for_guests = caller.kind is Kind.GUESTS
    work = rehearsing.changes_of_guests if is_for_guests else operations.record_changes
    return jsonify(calls.answered(raw, caller, work))


@bp.post("/progress")
@machine
def progress() -> Response:
    """Steps inside the offices: 1 to 500 records, each judged alone."""
    raw = calls.raw_body()
    caller = calls.caller_of(raw)
    calls.insist_on_json()
    is_for_guests = caller.kind is Kind.GUESTS
    work = rehearsing.progress_of_guests if is_for_guests else operations.record_progress
    return jsonify(calls.answered(raw, caller, work))


@bp.post("/reachability")
@machine
def reachability() -> Response:
    """Whether a phone can be told on Zalo; the number stands in the body, never in the address."""
    raw = calls.raw_body()
    caller = calls.caller_of(raw)
    calls.insist_on_json()
    answer = jsonify(phones.answer(phones.asked(raw), caller.kind))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/dossiers/<path:code>")
@machine
def dossier(code: str) -> Response:
    """What we know of a dossier: what its code alone may show, and how often it moved."""
    calls.client_of(calls.raw_body())
    found = queries.view(codes.normal(code), queries.Viewer())
    if found is None:
        raise Missing("no such dossier")
    return jsonify(description.told(found))


@bp.get("/deliveries")
@machine
def what_became() -> Response:
    """What became of each message about the caller's dossiers, in the order we learned it."""
    client = calls.client_of(calls.raw_body())
    return jsonify(deliveries.page(client, request.args.get("since", ""), request.args.get("limit", "")))


@bp.get("/reports/messages")
@machine
def report() -> Response:
    """Every message of a time about the caller's dossiers, streamed: one JSON object a line, or CSV."""
    client = calls.client_of(calls.raw_body())
    return reports.messages(client, request.args)


@bp.get("/pushes/<webhook_id>")
@machine
def push(webhook_id: str) -> Response:
    """What became of one push of the caller's: each record, and the messages it led to."""
    client = calls.client_of(calls.raw_body())
    return jsonify(files.of_push(reporting.of_push(client, webhook_id)))


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """The description of this interface, made from the code."""
    return jsonify(description.document())


@bp.get("/docs")
@public
def docs() -> Response:
    """The same for people."""
    answer = Response(render_template("dossiers/api.html", layout="base.html", api=description.document()))
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer
