"""GeoReport v2: services and field reports for everybody, new reports by a key, in XML and JSON."""

import datetime as dt
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request

from portal.core import clock, limits, settings
from portal.core.access import declare, public
from portal.core.errors import Missing, TooMany
from portal.core.guard import csrf
from portal.core.web import client_address, outside
from portal.feedback import codes
from portal.feedback import messages as feedback
from portal.open311 import forms, keys, messages, operations, queries, shapes
from portal.open311.messages import SERVICES, Service

bp = Blueprint("open311", __name__, url_prefix="/api/open311/v2")
csrf.exempt(bp)
machine = declare("machine")
MINUTE, HOUR = 60, 3600
View = Callable[..., Response]


def _wrong(form: str, status: int, *told: tuple[str, dict[str, Any]]) -> Response:
    rows = [{"code": status, "description": getattr(messages, word) % facts} for word, facts in told]
    return shapes.answer(form, "errors", "error", rows, status)


def spoken(view: View) -> View:
    """Answer in the form that was asked for, complaints too, and no faster than is good for everybody."""

    @wraps(view)
    def answered(form: str, **named: Any) -> Response:
        if form not in shapes.TYPES:
            return _wrong("json", 404, ("FORMAT", {}))
        told = request.values.get("jurisdiction_id", "")
        if told not in {"", jurisdiction()}:
            return _wrong(form, 404, ("JURISDICTION", {}))
        try:
            limits.allow(limits.key("open311", client_address()), 120, MINUTE)
            return view(form=form, **named)
        except Missing:
            return _wrong(form, 404, ("NOT_FOUND", {"what": "request"}))
        except TooMany as busy:
            answer = _wrong(form, 429, ("TOO_MANY", {}))
            answer.headers["Retry-After"] = str(math.ceil(busy.retry_after or MINUTE))
            return answer

    return answered


def jurisdiction() -> str:
    return settings.get().base_url.split("//")[-1].split(":")[0]


@bp.get("/services.<form>")
@public
@spoken
def services(form: str) -> Response:
    """What can be reported."""
    return shapes.answer(form, "services", "service", [_service(one) for one in SERVICES.values()])


def _service(one: Service) -> dict[str, Any]:
    return {
        "service_code": one.code,
        "service_name": one.name,
        "description": one.description,
        "metadata": False,
        "type": "realtime",
        "keywords": one.keywords,
        "group": one.group,
    }


@bp.get("/services/<code>.<form>")
@public
@spoken
def service(form: str, code: str) -> Response:
    """A service's own questions: none of ours has any."""
    if code not in SERVICES:
        return _wrong(form, 404, ("NO_SERVICE", {}))
    return shapes.single(form, "service_definition", {"service_code": code, "attributes": []})


@bp.get("/requests.<form>")
@public
@spoken
def listed(form: str) -> Response:
    """Field reports, the newest first."""
    asked = forms.wanted(request.args)
    if asked.wrong:
        return _wrong(form, 400, (asked.wrong, {}))
    return _told(form, queries.requests(asked))


@bp.get("/requests/<request_id>.<form>")
@public
@spoken
def one(form: str, request_id: str) -> Response:
    """One field report."""
    return _told(form, [queries.request(request_id)])


@bp.get("/tokens/<token>.<form>")
@public
@spoken
def token(form: str, token: str) -> Response:
    """Which request a token became: ours are made at once, so that a token is the request's own id."""
    row = {"service_request_id": str(queries.request(token).id), "token": token}
    return shapes.answer(form, "service_requests", "request", [row])


def _told(form: str, found: list[queries.Request]) -> Response:
    return shapes.answer(form, "service_requests", "request", [_request(row) for row in found])


def _request(row: queries.Request) -> dict[str, Any]:
    words = feedback.STATUS[row.status]
    return {
        "service_request_id": str(row.id),
        "status": "open" if row.is_open else "closed",
        "status_notes": words.title,
        "service_name": SERVICES[row.service_code].name,
        "service_code": row.service_code,
        "description": row.text,  # none until an editor made it public: people name themselves in theirs
        "agency_responsible": row.office or settings.get().province_name,
        "service_notice": words.meaning,
        "requested_datetime": _time(row.requested_at),
        "updated_datetime": _time(row.updated_at),
        "expected_datetime": _time(row.expected_at) if row.is_open and row.expected_at else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": row.latitude,
        "long": row.longitude,
        "media_url": outside(f"/phan-anh/da-tra-loi/{row.id}/anh/1") if row.has_photo else None,
    }


def _time(at: dt.datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")


@bp.post("/requests.<form>")
@machine
@spoken
def create(form: str) -> Response:
    """Take a report in; the same report again on the same day answers the same request."""
    key = request.form.get("api_key", "")
    if not key:
        return _wrong(form, 400, ("API_KEY_MISSING", {}))
    client = keys.client_of(key) if len(key) <= 100 else None
    if client is None:
        limits.allow(limits.key("open311-wrong-key", client_address()), 20, HOUR)
        return _wrong(form, 403, ("API_KEY_WRONG", {}))
    limits.allow(limits.key("open311-new", client), 600, HOUR)
    told = forms.report(request.form, SERVICES)
    if told.wrong:
        return _wrong(form, 400, *((word, {"name": "address_string or name"}) for word in told.wrong))
    taken = operations.receive(client, told)
    shown = codes.shown(taken.code)
    notice = messages.NOTICE % {"code": shown, "address": outside("/phan-anh/theo-doi/")}
    row = {"service_request_id": str(taken.id), "service_notice": notice, "account_id": None}
    return shapes.answer(form, "service_requests", "request", [row], 200)
