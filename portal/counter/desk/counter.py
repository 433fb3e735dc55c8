"""The counter: a phone and a receipt are shown; can we reach them, do they agree, does a message arrive?"""

import uuid
from dataclasses import replace
from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, limits, settings, web
from portal.core.errors import Missing
from portal.core.guard import shows_again
from portal.counter import messages
from portal.counter.desk.blueprint import bp, offices, receipt_href
from portal.counter.forms import ALL, CheckDigitsForm, CheckForm, ConsentForm, consent_version
from portal.counter.models import CounterVisit
from portal.counter.operations import visits as operations
from portal.counter.queries import visits
from portal.counter.queries.visits import Test
from portal.dossiers import codes
from portal.dossiers.queries.privacy import masked_phone
from portal.staff.access import Group, Permission, listed, needs

CHECKS_A_MINUTE = 60
WATCH_TEST = 90.0  # seconds after which the page stops asking by itself
WATCH_REACH = 180.0


@needs(Permission.SEE_DOSSIERS)  # a refused token comes before the question who asks
def _form_again() -> ResponseReturnValue:
    return _form(CheckForm(request.form), 422)


@bp.get("/dossiers/")
@needs(Permission.SEE_DOSSIERS)
@listed(_l("Quầy tiếp nhận"), "qr-code", Group.PEOPLE)
def counter() -> Response:
    """The form for a phone and a code."""
    return _form(CheckForm())


def _form(form: CheckForm, status: int = 200) -> Response:
    latest = [(row, masked_phone(row.number or "")) for row in visits.latest_of(current_user.id)]
    return web.desk_page("counter/desk/check.html", status=status, form=form, latest=latest)


@bp.post("/dossiers/")
@needs(Permission.SEE_DOSSIERS)
@shows_again(_form_again)
def check() -> AnyResponse:
    """Look up what was typed; the answer stands under a random id, so that no number gets into an address."""
    form = CheckForm(request.form)
    is_good = form.validate()
    code = _code(form)
    if not is_good or form.code.errors:
        return _form(form, 422)
    limits.allow(limits.key("counter-check", str(current_user.id)), CHECKS_A_MINUTE, 60)
    dossier = visits.dossier(code, offices()) if code else None
    if code and dossier is None:
        flash(_("Chưa thấy hồ sơ mang mã này ở nơi của bạn. Số điện thoại vẫn được kiểm tra."), "warn")
    visit_id = operations.begin(
        current_user.id,
        form.phone.data or "",
        dossier.id if dossier else None,
        dossier.office_id if dossier else None,
    )
    return web.leave(url_for("counter_desk.visit", visit_id=visit_id))


def _code(form: CheckForm) -> str | None:
    """The code that was typed; a near miss is asked back, never silently corrected."""
    read = codes.read(form.code.data or "")
    if read.codes or read.exact or not form.code.data:
        return read.codes[0] if read.codes else read.exact
    said = _("Chưa đọc được mã hồ sơ. Xin nhập như in trên giấy tiếp nhận, hoặc để trống.")
    near = _("Mã chưa đúng dạng. Có phải là %(code)s?", code=" / ".join(read.near)) if read.near else said
    form.code.errors = [*form.code.errors, near]
    return None


@bp.get("/dossiers/luot/<uuid:visit_id>/")
@needs(Permission.SEE_DOSSIERS)
def visit(visit_id: uuid.UUID) -> Response:
    """How this phone stands, what was agreed, the test message, what to print."""
    return _visit(_mine(visit_id))


def _mine(visit_id: uuid.UUID) -> CounterVisit:
    """The officer's own visit, as long as its number is kept and its dossier is still theirs."""
    found = visits.visit(visit_id, current_user.id)
    if found.number is None:
        raise Missing("the visit is over")
    if found.dossier_id is not None:
        visits.dossier_by_id(found.dossier_id, offices())
    return found


def _visit(row: CounterVisit, status: int = 200, **forms: Any) -> Response:
    dossier = visits.dossier_by_id(row.dossier_id, offices()) if row.dossier_id else None
    values: dict[str, Any] = {
        "dossier": dossier,
        "phone": masked_phone(row.number or ""),
        "is_named": dossier is None or visits.is_of_dossier(dossier.id, row.fingerprint),
        "agreed": visits.agreed(row.fingerprint, row.dossier_id),
        "consent": ConsentForm(text_version=consent_version()),
        "consent_text": messages.consent_text(consent_version(), settings.get().province_name),
        "digits": CheckDigitsForm(),
        "receipt": receipt_href(dossier.id) if dossier else None,
        "may_register": current_user.may(Permission.REGISTER_CITIZENS),
    }
    values |= _reach(row) | _test(row) | forms
    return web.desk_page("counter/desk/visit.html", status=status, **values)


def _reach(row: CounterVisit) -> dict[str, Any]:
    found = operations.reach_of(row)
    return {
        "visit": row,
        "reach": found,
        "words": messages.REACH[found.reach],
        "is_watched": not found.people and _age(row.at) < WATCH_REACH,
        "can_test": operations.can_test(found),
    }


def _age(at: Any) -> float:
    return float((clock.now() - at).total_seconds())


def _test(row: CounterVisit) -> dict[str, Any]:
    tests = visits.tests(row.id)
    is_watched = any(one.is_open and _age(one.asked_at) < WATCH_TEST for one in tests)
    return {
        "visit": row,
        "tests": [(one, _test_words(one)) for one in tests],
        "tests_watched": is_watched,
        "tests_key": _key(tests),
    }


def _test_words(one: Test) -> messages.Words:
    known = messages.TEST_STATES.get(one.state)
    if known is not None:
        return known
    why, todo = (read(one.reason, one.error_code) for read in (messages.why, messages.todo))
    return replace(messages.FAILED, meaning=why, todo=todo)


def _key(tests: list[Test]) -> str:
    """Changes when something new is to be shown."""
    return ".".join(f"{t.n}{t.state[:2]}{bool(t.received_at):d}{bool(t.seen_at):d}" for t in tests)


@bp.get("/dossiers/luot/<uuid:visit_id>/kha-nang")
@needs(Permission.SEE_DOSSIERS)
def reach_again(visit_id: uuid.UUID) -> AnyResponse:
    """The phone's standing again: the citizen has just scanned the code. Unchanged is 204 while we watch."""
    row = _mine(visit_id)
    values = _reach(row)
    if not web.is_fragment():
        return web.leave(url_for("counter_desk.visit", visit_id=visit_id))
    if values["is_watched"] and request.args.get("nhu") == values["reach"].reach.value:
        return web.keep_private(Response(status=204))
    if values["reach"].people:  # consent and test are offered now: show the whole page anew
        return web.leave(url_for("counter_desk.visit", visit_id=visit_id))
    return web.desk_page("counter/desk/_reach.html", **values)


@bp.post("/dossiers/luot/<uuid:visit_id>/dong-y")
@needs(Permission.REGISTER_CITIZENS)
def agree(visit_id: uuid.UUID) -> AnyResponse:
    """Record the citizen's yes."""
    row, form = _mine(visit_id), ConsentForm(request.form)
    if not form.validate() or (row.dossier_id is None and form.scope.data != ALL):
        return _visit(row, 422, consent=form)
    operations.register(row.id, current_user.id, consent_version(), for_all=form.scope.data == ALL)
    flash(_("Đã ghi nhận đồng ý."))
    return web.leave(url_for("counter_desk.visit", visit_id=visit_id))


@bp.post("/dossiers/luot/<uuid:visit_id>/tin-thu")
@needs(Permission.REGISTER_CITIZENS)
def test(visit_id: uuid.UUID) -> AnyResponse:
    """Send a test message to whoever has this number."""
    row = _mine(visit_id)
    operations.test(row.id, current_user.id)
    if web.is_fragment():
        return web.desk_page("counter/desk/_test.html", **_test(row))
    return web.leave(url_for("counter_desk.visit", visit_id=visit_id))


@bp.get("/dossiers/luot/<uuid:visit_id>/tin-thu")
@needs(Permission.SEE_DOSSIERS)
def test_again(visit_id: uuid.UUID) -> AnyResponse:
    """How the test message stands; unchanged is 204 while we watch, afterwards the officer asks."""
    values = _test(_mine(visit_id))
    if not web.is_fragment():
        return web.leave(url_for("counter_desk.visit", visit_id=visit_id))
    if values["tests_watched"] and request.args.get("nhu") == values["tests_key"]:
        return web.keep_private(Response(status=204))
    return web.desk_page("counter/desk/_test.html", **values)


@bp.post("/dossiers/luot/<uuid:visit_id>/xac-nhan")
@needs(Permission.REGISTER_CITIZENS)
def verify(visit_id: uuid.UUID) -> AnyResponse:
    """The digits in the test message prove that this phone and this account belong together."""
    row, form = _mine(visit_id), CheckDigitsForm(request.form)
    if not form.validate():
        return _visit(row, 422, digits=form)
    if not operations.verify(row.id, current_user.id, form.check.data or ""):
        form.check.errors = [_("Mã chưa khớp với tin thử vừa gửi.")]
        return _visit(row, 422, digits=form)
    flash(_("Đã xác nhận số điện thoại và tài khoản Zalo là của người dân này."))
    return web.leave(url_for("counter_desk.visit", visit_id=visit_id))


@bp.get("/dossiers/luot/<uuid:visit_id>/phieu")
@needs(Permission.SEE_DOSSIERS)
def slip(visit_id: uuid.UUID) -> Response:
    """A slip to take home: the code to follow the account, the dossier's code, what to write."""
    row = _mine(visit_id)
    dossier = visits.dossier_by_id(row.dossier_id, offices()) if row.dossier_id else None
    return web.desk_page("counter/desk/slip.html", visit=row, dossier=dossier)
