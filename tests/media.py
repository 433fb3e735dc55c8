"""Pictures as phones and scanners make them, for tests of the library."""

import io
import uuid
import zipfile
from xml.sax.saxutils import escape

from PIL import Image
from reportlab.pdfgen import canvas

from portal.core.db import db
from portal.media import operations
from portal.media.models import Picture
from portal.media.operations import Words
from portal.staff import queries as staff
from portal.staff.models import Role
from tests.factories import make_staff

POSITION = 0x8825  # where EXIF says where a photo was taken


def photo(width: int = 400, height: int = 300, kind: str = "JPEG", seed: int = 0) -> bytes:
    """A picture with a bright left half; a JPEG says who took it, where, and that it lies on its side."""
    picture = Image.new("RGB", (width, height), (20, (40 + 30 * seed) % 256, 60))
    picture.paste((240, 230, 210), (0, 0, width // 2, height))
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Nguyễn Văn An"
    exif.get_ifd(POSITION)[2] = (10.0, 32.0, 9.0)
    picture.save(target, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return target.getvalue()


def detailed(width: int, height: int) -> bytes:
    """A photo full of detail, as heavy as a phone's: leaves, crowds, gravel."""
    piece = (width // 8, height // 8)
    fine = Image.effect_noise((piece[0] // 2, piece[1] // 2), 30).resize(piece, Image.Resampling.BICUBIC)
    shade = Image.linear_gradient("L").resize(piece)
    tile = Image.merge("RGB", (fine, Image.blend(fine, shade, 0.6), shade))
    whole, target = Image.new("RGB", (width, height)), io.BytesIO()
    for at in range(64):
        whole.paste(tile, (at % 8 * piece[0], at // 8 * piece[1]))
    whole.save(target, "JPEG", quality=90)
    return target.getvalue()


def user_id(name: str) -> uuid.UUID:
    """The id of an account."""
    found = staff.by_username(name)
    assert found
    return found.id


def make_picture(
    raw: bytes | None = None, *, by: str = "", office_id: object = None, **words: object
) -> Picture:
    """A picture of the library, of an office or of the whole province."""
    who = user_id(by or make_staff(Role.EDITOR))
    said = Words(**{"alt": "Người dân nộp hồ sơ tại quầy số 3", **words})  # type: ignore[arg-type]
    taken = operations.take_in(
        io.BytesIO(raw or photo()),
        said,
        who,
        office_id=office_id,  # type: ignore[arg-type]
        offices=None,
    )
    return look(taken.id)


def look(picture_id: uuid.UUID) -> Picture:
    """A picture as it stands now; the row outlives the session."""
    db.session.expire_all()
    row = db.session.get_one(Picture, picture_id)
    db.session.expunge(row)
    return row


def pdf(*lines: str) -> bytes:
    """A PDF with these lines."""
    target = io.BytesIO()
    page = canvas.Canvas(target)
    for number, line in enumerate(lines):
        page.drawString(50, 800 - 20 * number, line)
    page.save()
    return target.getvalue()


def docx(*paragraphs: str, extra: str = "") -> bytes:
    """A DOCX with these paragraphs; `extra` names one more part, such as a macro's."""
    told = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{told}</w:body></w:document>')
        if extra:
            file.writestr(extra, b"x")
    return target.getvalue()
