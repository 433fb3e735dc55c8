"""QR codes as SVG, PNG or JPEG, made once per content."""

import io
from functools import lru_cache

import qrcode
from qrcode.image.svg import SvgPathFillImage


@lru_cache(maxsize=256)
def picture(content: str, kind: str) -> bytes:
    """A QR of `content`; kind is `svg`, `png` or `jpg`."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=12, border=4)
    code.add_data(content)
    code.make(fit=True)
    out = io.BytesIO()
    if kind == "svg":
        code.make_image(image_factory=SvgPathFillImage).save(out)
    elif kind == "png":
        code.make_image().save(out, "PNG")
    else:
        code.make_image().get_image().convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()
