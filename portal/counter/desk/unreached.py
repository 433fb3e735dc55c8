"""People we could not tell: the list of an office, one of them, and what an officer does about it."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, export, web
from portal.core.language import said
from portal.counter import messages
from portal.counter.desk.blueprint import bp, offices, seen
from portal.counter.forms import TOLD, CallForm, GiveUpForm, MendForm
from portal.counter.operations import unreached as operations
from portal.counter.queries import unreached as queries
from portal.counter.queries import whom
from portal.notifications import worklist
from portal.staff.access import Group, Permission, listed, needs

PER = Permission.CALL_UNREACHED


@bp.get("/khong-bao-duoc/")
@needs(PER)
@listed(_l("Chưa báo được"), "bell", Group.MESSAGES)
def unreached() -> Response:
    """Everybody of the officer's offices whom we could not tell, oldest first."""
    worklist.gather()
    number = min(max(request.args.get("trang", 1, type=int), 1), 10_000)
    lines, total, last = queries.page(offices(), number)
    return web.desk_page(
        "counter/desk/unreached.html",
        lines=lines,
        total=total,
        page=number,
        last=last,
        under_way=queries.under_way(offices()),
        words=messages,
    )


@bp.get("/khong-bao-duoc/<uuid:untold_id>/")
@needs(PER)
def one_unreached(untold_id: uuid.UUID) -> Response:
    """One of them: why, how they could be reached now, what was done; numbers masked."""
    return _one(untold_id)


def _one(untold_id: uuid.UUID, status: int = 200, **more: Any) -> Response:
    found = whom.one(untold_id, offices())
    seen("dossier.view", "dossier", found.line.dossier_id)
    values: dict[str, Any] = {
        "found": found,
        "line": found.line,
        "reach": messages.REACH[found.reach],
        "call": CallForm(),
        "mend": MendForm(),
        "stop": GiveUpForm(),
        "numbers": None,
        "words": messages,
    }
    return web.desk_page("counter/desk/one_unreached.html", status=status, **(values | more))


def _back(untold_id: uuid.UUID) -> AnyResponse:
    """Whoever has left the list leaves the officer on the list."""
    is_over = queries.line(untold_id, offices()).closed_at is not None
    to = "counter_desk.unreached" if is_over else "counter_desk.one_unreached"
    return web.leave(url_for(to) if is_over else url_for(to, untold_id=untold_id))


@bp.post("/khong-bao-duoc/<uuid:untold_id>/so")
@needs(PER)
def open_number(untold_id: uuid.UUID) -> AnyResponse:
    """The whole numbers, to call; each look is written down."""
    numbers = operations.open_numbers(untold_id, current_user.id, offices())
    return _one(untold_id, numbers=["0" + number.removeprefix("+84") for number in numbers])


@bp.post("/khong-bao-duoc/<uuid:untold_id>/da-goi")
@needs(PER)
def called(untold_id: uuid.UUID) -> AnyResponse:
    """How a call went."""
    form = CallForm(request.form)
    if not form.validate():
        return _one(untold_id, 422, call=form)
    is_told = form.result.data == TOLD
    operations.record_call(untold_id, current_user.id, offices(), form.note.data or "", told=is_told)
    flash(
        _("Đã ghi: người dân đã được báo.")
        if is_told
        else _("Đã ghi cuộc gọi; người này còn trong danh sách.")
    )
    return _back(untold_id)


@bp.post("/khong-bao-duoc/<uuid:untold_id>/sua-so")
@needs(PER)
def mend(untold_id: uuid.UUID) -> AnyResponse:
    """The number they really use; just this message goes there."""
    form = MendForm(request.form)
    if not form.validate():
        return _one(untold_id, 422, mend=form)
    if operations.mend(untold_id, current_user.id, offices(), form.phone.data or ""):
        flash(_("Đã sửa số và đang gửi lại tin này."))
    else:
        flash(
            _("Đã sửa số. Số này chưa có trên trang Zalo của tỉnh nên chưa gửi được; xin gọi điện."), "warn"
        )
    return _back(untold_id)


@bp.post("/khong-bao-duoc/<uuid:untold_id>/gui-lai")
@needs(PER)
def again(untold_id: uuid.UUID) -> AnyResponse:
    """Just this message once more."""
    if operations.send_again(untold_id, current_user.id, offices()):
        flash(_("Đang gửi lại tin này."))
    else:
        flash(_("Chưa có ai để gửi: người này chưa quan tâm trang Zalo, hoặc tin đã tới người khác."), "warn")
    return _back(untold_id)


@bp.post("/khong-bao-duoc/<uuid:untold_id>/thoi")
@needs(PER)
def give_up(untold_id: uuid.UUID) -> AnyResponse:
    """Nobody tries any more, and why."""
    form = GiveUpForm(request.form)
    if not form.validate():
        return _one(untold_id, 422, stop=form)
    operations.give_up(untold_id, current_user.id, offices(), form.reason.data or "")
    flash(_("Đã thôi liên hệ và ghi lý do."))
    return _back(untold_id)


@bp.post("/khong-bao-duoc/danh-sach-goi.csv")
@needs(PER)
def call_file() -> Response:
    """The call list with whole numbers, for a spreadsheet; taking it is written down."""
    worklist.gather()
    told = operations.call_list(current_user.id, offices())
    head = [_("Mã hồ sơ"), _("Nơi giải quyết"), _("Tin"), _("Từ lúc"), _("Vì sao"), _("Số điện thoại")]
    rows = [_row(line, numbers) for line, numbers in told]
    return export.answer(f"danh-sach-goi-{clock.today():%Y%m%d}", head, rows)


def _row(line: queries.Line, numbers: Sequence[str]) -> list[str]:
    return [
        line.code,
        line.office or "",
        said(messages.kind(line.kind)),
        clock.shown(line.at),
        said(messages.why(line.reason, line.error_code, line.channel)),
        "; ".join(_spaced(number) for number in numbers),
    ]


def _spaced(number: str) -> str:
    """`0912 345 678`: with its spaces a spreadsheet leaves the first 0 alone."""
    local = "0" + number.removeprefix("+84")
    return f"{local[:4]} {local[4:7]} {local[7:]}"
