"""The desk of feedback: the list, one case and what may be done with it, its sender for triage alone."""

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, guard, web
from portal.core.errors import Conflict, Missing
from portal.core.language import said
from portal.feedback import handing, photos
from portal.feedback import messages as words
from portal.feedback.cases import choices, counting, forms, identity, messages, moves, queries, working
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, Kind
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("feedback_desk", __name__, url_prefix="/desk/phan-anh")
MOST_SENT = 30 * 1024 * 1024
PERIODS = ("30", "90", "365")


def scope() -> frozenset[uuid.UUID] | None:
    """The offices whose cases the signed-in person may handle; None for triage, which has all of them."""
    if current_user.may(Permission.TRIAGE_FEEDBACK):
        return None
    found: frozenset[uuid.UUID] | None = current_user.offices(Permission.HANDLE_FEEDBACK)
    return found


@bp.get("/")
@needs(Permission.HANDLE_FEEDBACK)
@listed(_l("Phản ánh"), "message-circle", Group.PEOPLE)
def index() -> Response:
    """Cases of one's offices, the most urgent first."""
    which = request.args.get("xem", "open")
    told, kind = request.args.get("trang", "1"), request.args.get("loai", "")
    asked = queries.Asked(
        which if which in queries.LISTS else "open",
        Kind(kind) if kind in set(Kind) else None,
        int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 4 and int(told) else 1,
    )
    found, is_more = queries.lines(asked, scope(), clock.now())
    return web.desk_page(
        "feedback/desk/list.html",
        rows=found,
        asked=asked,
        is_more=is_more,
        kinds=words.SHORT,
        states=words.STATUS,
        lists=messages.LISTS,
    )


@bp.get("/so-lieu/")
@needs(Permission.HANDLE_FEEDBACK)
def counts() -> Response:
    """Answered, solved, unconfirmed and asked again, each apart, by office."""
    told = request.args.get("ngay", "90")
    days = int(told) if told in PERIODS else 90
    since = clock.now() - dt.timedelta(days=days)
    rows = counting.of_offices(since, scope())
    return web.desk_page("feedback/desk/counts.html", rows=rows, days=days, periods=PERIODS)


@bp.get("/<uuid:case_id>/")
@needs(Permission.HANDLE_FEEDBACK)
def show(case_id: uuid.UUID) -> Response:
    """One case: what was told, where it stands, what may be done now."""
    return _page(case_id)


@bp.post("/<uuid:case_id>/lam")
@guard.takes(MOST_SENT)
@guard.shows_again(lambda case_id: _page(case_id, 422, form=forms.ActForm(request.form)))
@needs(Permission.HANDLE_FEEDBACK)
def act(case_id: uuid.UUID) -> AnyResponse:
    """Do one thing; what was typed comes back when it cannot be done."""
    row, form = queries.case(case_id, scope()), forms.ActForm(request.form)
    if form.move.data not in set(Move):
        raise Missing("no such move")
    move = Move(form.move.data)
    office_id = forms.read_office(request.form.get("likely") or form.office.data)
    if move is Move.HAND_OVER and (office_id == row.office_id or not _is_place(office_id, form)):
        form.office.errors = [_("Xin chọn một cơ quan khác.")]
        return _page(case_id, 422, form=form)
    complaints = _keep_proofs(case_id) if move is Move.ANSWER and move in moves.allowed(row.status) else []
    if not form.validate() or complaints:
        return _page(case_id, 422, form=form, complaints=complaints)
    try:
        working.do(case_id, working.Act(move, current_user.id, form.note.data or "", office_id))
    except Conflict:
        return _page(case_id, 409, form=form, is_late=True)
    flash(_("Đã ghi: %(what)s.", what=_(messages.MOVES[move])))
    is_gone = move is Move.HAND_OVER and scope() is not None
    return web.leave(
        url_for("feedback_desk.index") if is_gone else url_for("feedback_desk.show", case_id=case_id)
    )


def _keep_proofs(case_id: uuid.UUID) -> list[str]:
    named = handing.sent("proof")
    try:
        return [complaint.told(said) for complaint in photos.keep_proofs(case_id, named)] if named else []
    finally:
        handing.close(named)


def _is_place(office_id: uuid.UUID | None, form: forms.ActForm) -> bool:
    """A known office, or triage, which is the empty choice."""
    if office_id is None:
        return bool(form.office.data == "triage")
    return queries.name_of_office(office_id) is not None


@bp.post("/<uuid:case_id>/nguoi-gui")
@needs(Permission.TRIAGE_FEEDBACK)
def sender(case_id: uuid.UUID) -> Response:
    """Who sent it; the look is written down."""
    return _page(case_id, sender=identity.look(case_id, current_user.id))


@bp.post("/<uuid:case_id>/nguoi-that")
@needs(Permission.TRIAGE_FEEDBACK)
def real(case_id: uuid.UUID) -> AnyResponse:
    """No robot wrote it."""
    identity.is_real(case_id, current_user.id)
    flash(_("Đã chuyển vào danh sách xử lý."))
    return web.leave(url_for("feedback_desk.show", case_id=case_id))


@bp.get("/<uuid:case_id>/anh/<int:number>")
@needs(Permission.HANDLE_FEEDBACK)
def photo(case_id: uuid.UUID, number: int) -> Response:
    """One of its photos, without what the camera wrote into it."""
    return handing.one(queries.photos(queries.case(case_id, scope()).id), number)


@bp.get("/<uuid:case_id>/ket-qua/<int:number>")
@needs(Permission.HANDLE_FEEDBACK)
def proof(case_id: uuid.UUID, number: int) -> Response:
    """One of the photos of how it looks mended."""
    return handing.one(queries.photos(queries.case(case_id, scope()).id, is_proof=True), number)


@bp.post("/<uuid:case_id>/ket-qua/<int:number>/bo")
@needs(Permission.HANDLE_FEEDBACK)
def drop_proof(case_id: uuid.UUID, number: int) -> AnyResponse:
    """Without this one; not any more once the sender could see it."""
    row = queries.case(case_id, scope())
    held = queries.photos(row.id, is_proof=True)
    if Move.ANSWER not in moves.allowed(row.status):
        return _page(case_id, 409, is_late=True)
    if 0 < number <= len(held):
        photos.drop_proof(row.id, held[number - 1].name)
    return web.leave(url_for("feedback_desk.show", case_id=case_id))


def _page(case_id: uuid.UUID, status: int = 200, **more: Any) -> Response:
    row = queries.case(case_id, scope())
    values: dict[str, Any] = {
        "form": forms.ActForm(),
        "sender": None,
        "is_late": False,
        "complaints": [],
    } | more
    return web.desk_page("feedback/desk/case.html", status=status, **_facts(row), **values)


def _facts(row: Feedback) -> dict[str, Any]:
    offices = [one for one in choices.offices() if one[0] not in (row.office_id, row.blamed_office_id)]
    return {
        "case": row,
        "kind": words.SHORT[row.kind],
        "state": words.STATUS[row.status],
        "unit": queries.name_of_unit(row.unit_id),
        "office": queries.name_of_office(row.office_id),
        "blamed": queries.name_of_office(row.blamed_office_id),
        "climbed_to": queries.name_of_office(queries.climbed_to(row)),
        "steps": [(words.STATUS[step.status], step, office) for step, office in queries.steps(row.id)],
        "photos": len(queries.photos(row.id)),
        "proofs": len(queries.photos(row.id, is_proof=True)),
        "most_proofs": words.MOST_PROOFS,
        "allowed": moves.allowed(row.status),
        "moves": messages.MOVES,
        "offices": offices,
        "likely": [(one, queries.name_of_office(one)) for one in counting.likely(row)],
        "refusals": messages.REFUSALS,
        "verdicts": messages.VERDICTS,
        "may_triage": current_user.may(Permission.TRIAGE_FEEDBACK),
        "can_hear": bool(row.phone or row.email or row.citizen_id),
    }
