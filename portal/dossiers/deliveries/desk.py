"""The desk of calls back: how each one-stop system takes them, what failed, and calling once more."""

import uuid

from flask import Blueprint, Response, flash, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import ColumnElement, select
from werkzeug.wrappers import Response as AnyResponse

from portal.core import watch, web
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.dossiers import freshness
from portal.dossiers.deliveries import operations, queries, watching
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.models import Dossier
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("deliveries_desk", __name__, url_prefix="/desk/bao-lai")
PER = Permission.CHANGE_SETTINGS


@bp.get("/")
@needs(PER)
@listed(_l("Báo lại một cửa"), "undo", Group.SYSTEM)
def index() -> Response:
    """How calling each one-stop system back stands, and the calls that failed."""
    return web.desk_page(
        "dossiers/desk/deliveries.html", standings=queries.standings(), failed=queries.troubled(_offices())
    )


def _offices() -> queries.Offices:
    found: queries.Offices = current_user.offices(g.permission)
    return found


def _mine(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, within the offices of the signed-in person."""
    offices = _offices()
    if offices is None:
        return which
    return which & Delivery.dossier_id.in_(select(Dossier.id).where(Dossier.office_id.in_(offices)))


@bp.post("/<uuid:delivery_id>/goi-lai")
@needs(PER)
def again(delivery_id: uuid.UUID) -> AnyResponse:
    """One call once more; another office's is not there."""
    with transaction():
        if not operations.replay(_mine(Delivery.id == delivery_id)):
            raise Missing("no such call here, or its client takes none")
        staff.record_act("delivery.replay", "delivery", delivery_id, current_user.id)
    flash(_("Đang gọi lại."))
    return web.leave("/desk/bao-lai/")


@bp.post("/goi-lai-het")
@needs(PER)
def again_all() -> AnyResponse:
    """Every call that was given up, once more."""
    with transaction():
        count = operations.replay(_mine(Delivery.calling == Calling.FAILED))
        staff.record_act("delivery.replay", "delivery", "all", current_user.id, calls=count)
    flash(_("Đang gọi lại %(n)s lần báo.", n=count))
    return web.leave("/desk/bao-lai/")


watch.add_line(watching.line)
watch.add_line(freshness.line)
