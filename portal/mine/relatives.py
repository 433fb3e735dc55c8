"""Giving a relative a link to look at a dossier: who has one, who follows by it, and taking it back."""

import uuid
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens.operations.sessions import Session
from portal.core.access import public
from portal.core.errors import Missing, Refused
from portal.core.guard import shows_again
from portal.core.web import Pages, is_mini, leave, outside, page
from portal.dossiers.queries import Viewer, view_by_id
from portal.dossiers.sharing import operations, queries
from portal.mine.forms import TOO_MANY, ShareForm
from portal.mine.operations import evidence
from portal.mine.routes import of_person, show_mine

pages = Pages("mine_relatives", __name__)


def _again(**_values: Any) -> Any:
    return show_mine(422)


@pages.get("/toi/ho-so/<uuid:dossier_id>/nguoi-than/")
@public
@of_person
def relatives(session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID) -> AnyResponse:
    """The links somebody gave for a dossier of theirs, and who follows by them."""
    return _show(dossier_id, citizen_id)


def _show(dossier_id: uuid.UUID, citizen_id: uuid.UUID, status: int = 200, **more: Any) -> AnyResponse:
    view = view_by_id(dossier_id, Viewer(citizen_id=citizen_id))
    if view is None or not queries.may_share(dossier_id, citizen_id):
        raise Missing("not theirs to show")
    usual = {"form": ShareForm(), "address": None}
    return page(
        "mine/relatives.html",
        personal=True,
        status=status,
        code=view.code,
        path=f"/toi/ho-so/{dossier_id}/nguoi-than/",
        shown=queries.shown(dossier_id, citizen_id),
        **(usual | more),
    )


@pages.post("/toi/ho-so/<uuid:dossier_id>/nguoi-than/")
@public
@shows_again(_again)
@of_person
def share(session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID) -> AnyResponse:
    """A new link; its address is shown this once."""
    form = ShareForm(request.form)
    if not form.validate():
        return _show(dossier_id, citizen_id, 422, form=form)
    try:
        token = operations.share(dossier_id, citizen_id, form.label.data or "")
    except Refused:
        form.form_errors.append(TOO_MANY)
        return _show(dossier_id, citizen_id, 422, form=form)
    return _show(dossier_id, citizen_id, address=outside(f"/h/{token}"))


@pages.post("/toi/ho-so/<uuid:dossier_id>/nguoi-than/<uuid:share_id>/thu-hoi")
@public
@shows_again(_again)
@of_person
def revoke(
    session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID, share_id: uuid.UUID
) -> AnyResponse:
    """Take a link back; it ends at once, with all that came by it."""
    operations.revoke(share_id, dossier_id, citizen_id, evidence(session))
    if is_mini():
        return _show(dossier_id, citizen_id)
    flash(_("Đã thu hồi. Đường dẫn không còn mở được và người theo dõi qua nó không còn nhận tin."))
    return leave(f"/toi/ho-so/{dossier_id}/nguoi-than/")
