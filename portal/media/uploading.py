"""What library and picker share: who asks, what is looked for, a picture being sent."""

import errno
import logging
import uuid
from contextlib import closing
from typing import Any, TypeVar, cast

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import printing
from portal.core.images import BadPicture
from portal.media import forms, messages, operations, queries
from portal.media.models import Picture
from portal.media.operations import Taken, Words
from portal.media.queries import Found, Offices
from portal.staff.access import Permission

Upload = TypeVar("Upload", forms.UploadForm, forms.PaperUploadForm)
log = logging.getLogger(__name__)
LARGEST_REQUEST = printing.LARGEST + 1024 * 1024
PROVINCE = ""  # the office that stands for all


def offices() -> Offices:
    """Where the signed-in person writes."""
    return cast(Offices, current_user.offices(Permission.WRITE_NEWS))


def asked() -> tuple[str, Found[Picture]]:
    """What is looked for, and that page of it."""
    query = request.args.get("q", "")
    page = request.args.get("trang", 1, type=int)
    return query, queries.find(query, offices(), min(page, 100_000))


def words(form: forms.PictureForm) -> Words:
    """What the form says about a picture."""
    return Words(
        alt=form.alt.data or "",
        is_decorative=bool(form.is_decorative.data),
        title=form.title.data or "",
        credit=form.credit.data or "",
        is_shared=bool(form.is_shared.data),
    )


def upload_form(told: Any = None) -> forms.UploadForm:
    """The form of a new picture."""
    return with_office(forms.UploadForm(told))


def with_office(form: Upload) -> Upload:
    """Offices are asked only of whoever has a choice."""
    where = offices()
    if where is not None and len(where) == 1:
        del form.office
        return form
    named: list[tuple[str, str]] = [(str(one), name) for one, name in queries.offices_named(where)]
    form.office.choices = [(PROVINCE, _("Toàn tỉnh")), *named] if where is None else named
    return form


def taken(form: forms.UploadForm) -> Taken | None:
    """The picture, or None with every complaint in the form."""
    is_fine = form.validate()
    file = request.files.get("file")
    if file is None or not file.filename:
        form.file.errors = [messages.complaint("none")]
        return None
    with closing(file):
        if not is_fine:
            form.file.errors = [messages.AGAIN]
            return None
        try:
            return operations.take_in(
                cast(Any, file.stream),
                words(form),
                current_user.id,
                office_id=office_of(form),
                offices=offices(),
            )
        except BadPicture as bad:
            form.file.errors = [messages.complaint(bad.word)]
            return None
        except OSError as error:
            form.file.errors = [full(error)]
            return None


def full(error: OSError) -> str:
    """The sentence for a disk without room; any other failure of it goes on its way."""
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        raise error
    log.error("no room for files of the library")
    return messages.complaint("room")


def office_of(form: forms.UploadForm | forms.PaperUploadForm) -> uuid.UUID | None:
    """Where it belongs: what was chosen, or the one office of whoever has one."""
    if "office" in form:
        return uuid.UUID(form.office.data) if form.office.data else None
    return next(iter(offices() or ()))
