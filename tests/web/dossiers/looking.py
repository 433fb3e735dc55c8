"""Looking dossiers up as people do, and what may not be told without a proof."""

import uuid
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.dossiers import operations
from portal.dossiers.models import Dossier
from tests.factories import make_dossier

SECRET = (
    "Nguyễn",
    "N***** V** A*",
    "0912345678",
    "912345678",
    "09*****678",
    "Thiếu sổ đỏ",
    "Mở quán ăn",
    "Phòng Mật",
)
HX = {"HX-Request": "true"}


def known(**over: Any) -> Dossier:
    """A dossier with something in every field that needs a proof."""
    asked = [
        {"NoiDungBoSung": "Thiếu sổ đỏ", "NgayBoSung": "20260703080000", "DanhSachGiayToBoSung": ["Sổ đỏ"]}
    ]
    usual = {
        "TrangThaiHoSo": "5",
        "TrichYeuHoSo": "Mở quán ăn",
        "GhiChu": "Thiếu sổ đỏ",
        "DanhSachHoSoBoSung": asked,
        "HanBoSung": "20260715000000",
    }
    made = make_dossier(**(usual | over))
    operations.record_progress(
        "demo",
        uuid.uuid4().hex,
        [{"MaHoSo": made.code, "ThoiDiemXuLy": "20260702090000", "PhongBanXuLy": "Phòng Mật"}],
    )
    return made


def ask(client: FlaskClient, code: str, **over: Any) -> TestResponse:
    """A look-up by its code; `digits` and `headers` as they come."""
    digits = {"digits": over["digits"]} if "digits" in over else {}
    return client.post("/ho-so/", data={"code": code, **digits}, headers=over.get("headers", {}))


def is_private(answer: TestResponse) -> bool:
    """Nobody keeps, indexes or passes on this answer."""
    head = answer.headers
    return (
        head["Cache-Control"] == "no-store"
        and head["Referrer-Policy"] == "no-referrer"
        and "noindex" in head["X-Robots-Tag"]
    )
