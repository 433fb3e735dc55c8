"""One dossier for its officers: how it stands, and every message about it."""

import uuid

from flask import Response

from portal.core import web
from portal.core.errors import Missing
from portal.counter import messages
from portal.counter.desk.blueprint import bp, offices, receipt_href, receipt_ref, seen
from portal.counter.forms import CheckForm
from portal.counter.queries import listing, visits
from portal.dossiers import messages as dossier_messages
from portal.dossiers.papers import printing
from portal.dossiers.queries.privacy import masked_name
from portal.staff.access import Permission, needs


@bp.get("/dossiers/<uuid:dossier_id>/")
@needs(Permission.SEE_DOSSIERS)
def dossier(dossier_id: uuid.UUID) -> Response:
    """A dossier of the officer's offices; the look is written to the trail."""
    found = visits.dossier_by_id(dossier_id, offices())
    seen("dossier.view", "dossier", found.id)
    return web.desk_page(
        "counter/desk/dossier.html",
        dossier=found,
        applicant=masked_name(found.applicant),
        phones=visits.masked_numbers(found.id),
        told=dossier_messages.words(found.status),
        briefs=listing.of_dossier(found.id),
        form=CheckForm(code=found.code),
        receipt=receipt_href(found.id),
        words=messages,
    )


@bp.get("/dossiers/<uuid:dossier_id>/giay-tiep-nhan.pdf")
@needs(Permission.SEE_DOSSIERS)
def receipt(dossier_id: uuid.UUID) -> Response:
    """The receipt (Mẫu 01) with whole names, to be printed for the citizen; the look is written down."""
    found = visits.dossier_by_id(dossier_id, offices())
    ref = receipt_ref(found.id)
    file = printing.pdf(found.id, ref, is_full=True) if ref else None
    if file is None:
        raise Missing("no receipt yet")
    seen("dossier.view", "dossier", found.id)
    answer = Response(file.raw, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename={file.name}"
    return web.keep_private(answer)
