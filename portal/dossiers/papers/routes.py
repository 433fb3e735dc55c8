"""A dossier's papers for whoever opened its link: the browser that did, or the Mini App by the link."""

import uuid

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from portal.core import limits
from portal.core.access import public
from portal.core.web import Pages, browser, keep_private
from portal.dossiers.access import opened
from portal.dossiers.operations import links
from portal.dossiers.papers import printing
from portal.dossiers.papers.printing import File
from portal.dossiers.routes import gone

pages = Pages("papers", __name__)
A_MINUTE = 20  # papers for one browser


@pages.get("/ho-so/xem/<uuid:dossier_id>/giay/<ref>.pdf")
@public
def paper(dossier_id: uuid.UUID, ref: str) -> AnyResponse:
    """One paper of a dossier whose link this browser has opened within half an hour."""
    found = opened(dossier_id)
    return _sent(dossier_id, ref) if found and not found.is_share else gone()


@pages.get("/h/<token>/giay/<ref>.pdf")
@public
def paper_by_link(token: str, ref: str) -> AnyResponse:
    """One paper by the dossier's link: the Mini App keeps no cookies."""
    found = links.opened(token, mark=False)
    return _sent(found.dossier_id, ref) if found and not found.is_share else gone()


def _sent(dossier_id: uuid.UUID, ref: str) -> AnyResponse:
    limits.allow(limits.key("paper", browser()), A_MINUTE, 60)
    file = printing.pdf(dossier_id, ref)
    return gone() if file is None else answer(file)


def answer(file: File) -> Response:
    """The PDF, shown in place, kept nowhere."""
    made = Response(file.raw, mimetype="application/pdf")
    made.headers["Content-Disposition"] = f'inline; filename="{file.name}"'
    return keep_private(made)
