"""The editor's picker: pictures to put into a text, found or taken in without leaving it.

Each picture is a button with `data-pick` (its address), `data-alt-text`, `data-width` and `data-height`.
"""

from flask import Blueprint, Response, request

from portal.core import guard, web
from portal.media import forms, queries, uploading
from portal.media.models import Picture
from portal.staff.access import Permission, needs

bp = Blueprint("media_picker", __name__, url_prefix="/desk/anh/chon")


@bp.get("/")
@needs(Permission.WRITE_NEWS)
def choose() -> Response:
    """What may be put into a text, found by words."""
    return _picker(uploading.upload_form())


@bp.post("/")
@guard.takes(uploading.LARGEST_REQUEST)
@needs(Permission.WRITE_NEWS)
def choose_new() -> Response:
    """A picture taken in without leaving the text; it stands first in the picker then."""
    form = uploading.upload_form(request.form)
    taken = uploading.taken(form)
    if taken is None:
        return _picker(form, 422)
    return _picker(uploading.upload_form(), chosen=queries.picture(taken.id, uploading.offices()))


def _picker(form: forms.UploadForm, status: int = 200, chosen: Picture | None = None) -> Response:
    asked, found = uploading.asked()
    return web.desk_page(
        "media/picker.html",
        fragment="media/_picker.html",
        status=status,
        form=form,
        asked=asked,
        found=found,
        chosen=chosen,
        shown_of=queries.shown,
    )
