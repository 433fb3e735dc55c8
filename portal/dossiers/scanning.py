"""Scanning on the page: what the camera read, or a photo that is read here (reliability.md R23).

A payload may hold the number of a citizen's paper: only codes found in it are kept, logged or shown.
"""

from collections.abc import Sequence
from threading import BoundedSemaphore

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import guard, limits, picture_facts
from portal.core.access import public
from portal.core.errors import Unavailable
from portal.core.images import BadPicture
from portal.core.scanner import Scanner
from portal.core.web import Pages, browser, client_address, leave
from portal.dossiers import codes, queries
from portal.dossiers.forms.lookup import LookupForm
from portal.dossiers.routes import answered_page, as_kept, count_lookup, lookup_page

pages = Pages("dossier_scans", __name__)
PER_BROWSER, PER_ADDRESS = 10, 60  # photos a minute; each costs up to half a second of a core
WAIT = 5.0
_slots = BoundedSemaphore(1)  # R25: photos must not take every thread of the web process


@pages.post("/ho-so/quet/")
@public
def scanned() -> AnyResponse:
    """What the phone's camera read in a QR."""
    return _leads_to([request.form.get("held", "")[:1001]])


@pages.post("/ho-so/anh/")
@guard.takes(picture_facts.LARGEST_CODE + 64 * 1024)
@public
def photo() -> AnyResponse:
    """What stands in the QR of a photo; the photo is read in a confined process and kept nowhere."""
    limits.allow(limits.key("scan-browser", browser()), PER_BROWSER, 60)
    limits.allow(limits.key("scan-address", client_address()), PER_ADDRESS, 60)
    file = request.files.get("photo")
    raw = file.stream.read(picture_facts.LARGEST_CODE + 1) if file else b""
    if file:
        file.close()  # large ones lie in a temporary file
    try:
        texts = _read(raw)
    except BadPicture as bad:
        return _unread(_why(bad.word))
    if not texts:
        return _unread(_("Ảnh không có mã QR đọc được. Chụp gần hơn, đủ sáng, để cả mã nằm trong ảnh."))
    return _leads_to(texts)


guard.csrf.exempt(scanned)
guard.csrf.exempt(photo)


def _read(raw: bytes) -> tuple[str, ...]:
    if not _slots.acquire(timeout=WAIT):
        raise Unavailable("photos", retry_after=10)
    try:
        with Scanner() as scanner:
            return scanner.read(raw).texts
    finally:
        _slots.release()


def _leads_to(texts: Sequence[str]) -> AnyResponse:
    """Our own link first, then dossiers, then kind words about what the code is instead."""
    for text in texts:
        if token := queries.own_token(text):
            return leave(f"/h/{token}")
    read = [codes.read(text) for text in texts]
    for wanted in ("codes", "person_number", "near", "day", "procedure", "social_insurance"):
        for text, one in zip(texts, read, strict=True):
            if one.kind == wanted:
                return _shown(text, one)
    for text, one in zip(texts, read, strict=True):
        if one.exact and queries.id_of(one.exact):
            return _shown(text, one)
    count_lookup()
    return _unread(_("Mã QR này không phải mã của giấy tiếp nhận hồ sơ. Xin nhập mã in trên giấy."))


def _shown(text: str, read: codes.Read) -> AnyResponse:
    if read.kind in {"codes", "day", "nothing"}:
        return answered_page(as_kept(text), answered=True)
    count_lookup()
    return lookup_page(LookupForm(), read=read)


def _unread(why: str) -> AnyResponse:
    return lookup_page(LookupForm(), status=422, unread=why)


def _why(word: str) -> str:
    told = {
        "empty": _("Xin chọn hoặc chụp một ảnh trước."),
        "large": _("Ảnh lớn hơn 10 MB. Xin chụp lại với cỡ nhỏ hơn."),
        "kind": _("Tệp này không phải ảnh JPEG, PNG hoặc WebP."),
        "pixels": _("Ảnh có quá nhiều điểm ảnh. Xin chụp lại với cỡ nhỏ hơn."),
    }
    return str(told.get(word, _("Ảnh bị hỏng, không mở được. Xin chụp lại.")))
