"""The desk of the journal: every event Zalo told, its words only for administrators and never unseen."""

import uuid

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.chat import forms, journal, outage, silence, watching
from portal.core import settings, watch, web
from portal.core.db import transaction
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

LAST_PAGE = 200

bp = Blueprint("journal_desk", __name__, url_prefix="/desk/zalo/nhat-ky")
watch.add(silence.figures)
watch.add(outage.figures)
for line in watching.LINES:
    watch.add_line(line)


@bp.app_context_processor
def _surroundings() -> dict[str, object]:
    """Asked only where a desk page draws its frame."""
    return {"zalo_webhook": watching.webhook}


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Nhật ký Zalo"), "list", Group.ZALO)
def index() -> Response:
    """The newest events."""
    return _found(forms.JournalForm())


@bp.post("/")
@needs(Permission.SEE_MESSAGES)
def search() -> Response:
    """Events that fit; a form that writes nothing, since a person's id has no place in an address."""
    return _found(forms.JournalForm(request.form))


def _found(form: forms.JournalForm) -> Response:
    is_valid = request.method == "GET" or form.validate()
    page = min(max(request.form.get("trang", 1, type=int), 1), LAST_PAGE)
    asked = journal.Asked(form.user.data or None, form.kind.data or None, form.first, form.last)
    lines, last = journal.search(asked, page) if is_valid else ([], 1)
    return web.desk_page(
        "chat/desk/journal.html",
        fragment="chat/desk/_found.html",
        status=200 if is_valid else 422,
        form=form,
        lines=lines,
        page=page,
        last=min(last, LAST_PAGE),
        is_search=request.method == "POST",
        silence=silence.now(),
        kinds=forms.KIND_WORDS,
        outcomes=forms.OUTCOME_WORDS,
        webhook_address=f"{settings.get().base_url}/zalo/webhook",
    )


@bp.get("/<uuid:event_id>/")
@needs(Permission.SEE_MESSAGES)
def show(event_id: uuid.UUID) -> Response:
    """One event without its words."""
    return _one(event_id)


@bp.post("/<uuid:event_id>/nguyen-van")
@needs(Permission.SEE_AUDIT)
def show_raw(event_id: uuid.UUID) -> Response:
    """One event as it came; that somebody looked is written down first."""
    with transaction():
        raw = journal.raw(event_id)
        staff.record_act("event.raw", "inbox_event", event_id, current_user.id)
    return _one(event_id, raw)


def _one(event_id: uuid.UUID, raw: str | None = None) -> Response:
    return web.desk_page(
        "chat/desk/event.html",
        fragment="chat/desk/_raw.html",
        shown=journal.one(event_id),
        raw=raw,
        kinds=forms.KIND_WORDS,
        outcomes=forms.OUTCOME_WORDS,
        may_see_raw=current_user.may(Permission.SEE_AUDIT),
    )
