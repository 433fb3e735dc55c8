"""The desk of channels: prices by day, templates by kind, and what is refused in plain words."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.account.models import Template
from portal.core import clock, settings
from portal.core.db import db
from portal.notifications import letters, prices
from portal.notifications.models import Channel
from portal.staff.models import AuditRow, Role
from tests.desk import form_token, sign_in
from tests.factories import keep, make_staff
from tests.page import Page

AT = "/desk/kenh-gui/"
BOX = f"{AT}mau/300101/"


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    rules = [
        {"name": "ma_ho_so", "required": True, "kind": "STRING", "most": 40, "least": 1},
        {"name": "trang_thai", "required": False, "kind": "STRING", "most": 12, "least": 0},
    ]
    keep(
        Template(
            oa_id=settings.get().zalo_oa_id,
            template_id="300101",
            name="Thông báo tình trạng hồ sơ",
            status="ENABLE",
            params=rules,
            event_times={},
        )
    )
    assert sign_in(client, make_staff(Role.ADMIN)) == 303
    return client


def post(desk: FlaskClient, path: str, status: int = 303, **data: str) -> Page | None:
    answer = desk.post(path, data={"csrf_token": form_token(desk, "/desk/password"), **data})
    assert answer.status_code == status, answer.text
    return Page(answer, status=status) if status != 303 else None


def test_a_template_is_chosen_looked_at_and_dropped(desk: FlaskClient) -> None:
    assert "Chưa chọn mẫu tin nào" in Page(desk.get(AT)).text("main")
    wrong = post(desk, BOX, 422, kind="*", p_ma_ho_so="", p_trang_thai="{ten}")
    assert wrong is not None
    assert "Zalo bắt buộc có mục này." in wrong.text("main")
    assert "Có ô không nằm trong danh sách." in wrong.text("main")
    post(desk, BOX, kind="*", p_ma_ho_so="{code}", p_trang_thai="Đã có kết quả giải quyết")
    page = Page(desk.get(AT))
    assert "300101" in page.text("main")
    assert "{code}" in page.text("main")
    shown = Page(desk.get(f"{BOX}?loai=*"))
    assert "(mã hồ sơ)" in shown.text("dl")
    words = letters.of(letters.newest(db.session(), ["dossier_accepted"]), "dossier_accepted", Channel.ZNS)
    assert words is not None
    made = letters.letter(words.body, {"code": "H80"}, "")
    assert made.data == {"ma_ho_so": "H80", "trang_thai": "Đã có kết q…"}  # cut to what Zalo takes
    post(desk, f"{AT}bo-mau", kind="*")
    assert letters.of(letters.newest(db.session(), []), "dossier_accepted", Channel.ZNS) is None
    post(desk, f"{AT}bo-mau", 404, kind="x")
    assert desk.get(f"{AT}mau/999/").status_code == 404
    acts = db.session.scalars(select(AuditRow.act).where(AuditRow.act.like("channel.%"))).all()
    assert sorted(acts) == ["channel.no_template", "channel.template"]


def test_a_price_holds_from_its_day_and_what_is_over_is_refused(desk: FlaskClient) -> None:
    told = {"channel": "sms", "dong": "420", "note": "Hợp đồng 12/2026"}
    wrong = post(desk, f"{AT}gia", 422, **told, valid_from="01/02/2020")
    assert wrong is not None
    assert "Xin chọn từ hôm nay trở đi" in wrong.text("main")
    today = f"{clock.today():%d/%m/%Y}"
    post(desk, f"{AT}gia", 422, channel="sms", dong="-1", note="x", valid_from=today)
    for _ in range(2):
        post(desk, f"{AT}gia", 303, **told, valid_from=today)
    assert prices.on(clock.today())[Channel.SMS] == 420
    page = Page(desk.get(AT))
    assert "420 đồng" in page.text("table")
    assert "Hợp đồng 12/2026" in page.text("main")


def test_who_only_reads_messages_changes_nothing(desk: FlaskClient) -> None:
    desk.post("/desk/sign-out", data={"csrf_token": form_token(desk, "/desk/password")})
    assert sign_in(desk, make_staff(Role.LEADER)) == 303
    assert "Ghi giá" not in Page(desk.get(AT)).text("main")
    assert desk.get(BOX).status_code == 403
