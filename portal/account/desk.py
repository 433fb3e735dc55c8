"""The desk of the account: what it is, what it can do, what is left of its quotas, and who follows it."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.account import forms, naming, operations, queries, watching
from portal.account.models import RunState
from portal.account.operations import ringing
from portal.core import watch, web
from portal.core.errors import Conflict
from portal.staff.access import Group, Permission, listed, needs, quiet
from portal.zalo import codes
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability

bp = Blueprint("account_desk", __name__, url_prefix="/desk/zalo")
watch.add_line(watching.line)


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Trang Zalo"), "message-circle", Group.ZALO)
def index() -> Response:
    """The whole account on one page."""
    return _page(forms.CapForm())


@bp.get("/ma-loi/")
@needs(Permission.SEE_MESSAGES)
def listed_codes() -> Response:
    """Every code of Zalo's, what it says and what to do."""
    tables = [(naming.HOSTS[host], list(table.items())) for host, table in codes.TABLES.items()]
    return web.desk_page("account/desk/codes.html", tables=tables, titles=codes.TITLES)


@bp.post("/doc-lai")
@needs(Permission.CHANGE_SETTINGS)
def read_again() -> AnyResponse:
    """Have the account read now."""
    if ringing.read():
        flash(_("Đang hỏi Zalo. Xin tải lại trang sau vài giây."))
    else:
        flash(_("Hàng đợi đang nghỉ, chưa hỏi được Zalo. Xin thử lại sau."))
    return redirect(url_for("account_desk.index"), 303)


@bp.post("/kha-nang")
@needs(Permission.CHANGE_SETTINGS)
def decide() -> AnyResponse:
    """The operator decides about one ability, or lets calls find out again."""
    form = _ability_form(request.form)
    if not form.validate():
        return _page(forms.CapForm(), form, status=422)
    name = Ability(form.name.data)
    operations.decide(name, form.wanted(), current_user.id)
    flash(_("Đã ghi: %(ability)s.", ability=naming.ABILITIES[name]))
    return redirect(url_for("account_desk.index"), 303)


@bp.post("/han-muc")
@needs(Permission.CHANGE_SETTINGS)
def cap() -> AnyResponse:
    """How many messages a day may go out."""
    form = forms.CapForm(request.form)
    if not form.validate() or form.count.data is None:
        return _page(form, status=422)
    operations.cap_messages(form.count.data, current_user.id)
    flash(_("Đã đặt số tin mỗi ngày."))
    return redirect(url_for("account_desk.index"), 303)


@bp.get("/nguoi-quan-tam")
@needs(Permission.SEE_MESSAGES)
@quiet
def followers() -> Response:
    """How far the reading of the followers is; the page asks for this piece now and then."""
    if not web.is_fragment():
        return _page(forms.CapForm())
    return web.desk_page("account/desk/_followers.html", **_followers())


@bp.post("/nguoi-quan-tam/doc")
@needs(Permission.CHANGE_SETTINGS)
def start() -> AnyResponse:
    """Begin to read the followers."""
    try:
        run_id = operations.start(current_user.id)
        ringing.follow(run_id)
    except Conflict:
        flash(_("Đang có một lần đọc chưa xong."))
    return _changed()


@bp.post("/nguoi-quan-tam/<uuid:run_id>/tam-dung")
@needs(Permission.CHANGE_SETTINGS)
def pause(run_id: uuid.UUID) -> AnyResponse:
    """Stop after the page that is being read."""
    operations.pause(queries.run_of(run_id).id, current_user.id)
    return _changed()


@bp.post("/nguoi-quan-tam/<uuid:run_id>/tiep-tuc")
@needs(Permission.CHANGE_SETTINGS)
def resume(run_id: uuid.UUID) -> AnyResponse:
    """Go on where it stopped."""
    if operations.resume(queries.run_of(run_id).id, current_user.id):
        ringing.follow(run_id)
    return _changed()


def _changed() -> AnyResponse:
    return web.changed("account/desk/_followers.html", back="account_desk.index", **_followers())


def _ability_form(typed: Any = None) -> forms.AbilityForm:
    form = forms.AbilityForm(typed)
    form.name.choices = [SelectChoice(name.value, str(words)) for name, words in naming.ABILITIES.items()]
    return form


def _page(form: forms.CapForm, deciding: forms.AbilityForm | None = None, status: int = 200) -> Response:
    return web.desk_page(
        "account/desk/index.html",
        status=status,
        form=form,
        profile=queries.profile(),
        kinds=naming.KINDS,
        sending=queries.sending(),
        can_send=abilities.can_send(),
        capabilities=queries.capabilities(),
        ability_names=naming.ABILITIES,
        deciding=deciding or _ability_form(),
        template_states=naming.TEMPLATE_STATES,
        qualities=naming.QUALITIES,
        quotas=queries.quotas(),
        quota_names=naming.QUOTAS,
        source_names=naming.SOURCES,
        templates=queries.templates(),
        refusals=queries.refusals(),
        titles=codes.TITLES,
        **_followers(),
    )


def _followers() -> dict[str, Any]:
    return {
        "reach": queries.reach(),
        "run": queries.latest_run(),
        "states": RunState,
        "may_change": current_user.may(Permission.CHANGE_SETTINGS),
        "meaning": codes.meaning,
    }
