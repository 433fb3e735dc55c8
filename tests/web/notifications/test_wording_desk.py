"""The desk of wordings: seen before it counts, placeholders changed only when meant, versions kept."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.db import db
from portal.notifications import letters, voices
from portal.notifications import operations as notifications
from portal.notifications.models import Channel
from portal.notifications.wording import queries
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.unit.notifications.owing import owe, person

DESK = "/desk/mau-tin/"
PATH = f"{DESK}dossier_neutral/"


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Browser)


def signed_in(app: Flask, role: Role) -> FlaskClient:
    notifications.load_templates()
    made = app.test_client()
    assert sign_in(made, make_staff(role)) == 303
    return made


def send(browser: FlaskClient, status: int, path: str = PATH, **fields: str) -> Page | None:
    form = Page(browser.get(path))
    usual = {name: form.attr(f"input[name={name}]", "value") for name in ("csrf_token", "base")}
    answer = browser.post(path, data={**usual, "button": "", **fields})
    assert answer.status_code == status, answer.text[:500]
    return Page(answer, status=status) if status != 303 else None


def test_a_wording_is_seen_then_kept(ctx: Flask) -> None:
    owe(person(), params={"code": "H44.12-260701-0777"})
    admin = signed_in(ctx, Role.ADMIN)
    assert "H44.12-260701-0777" in Page(admin.get(PATH)).text("#xem-truoc blockquote")
    same = "Hồ sơ {code} có tin. Cần hỏi, gọi {hotline}."
    page = send(admin, 200, body=same, xem="1")
    assert page is not None
    assert page.text("#xem-truoc blockquote") == "Hồ sơ H44.12-260701-0777 có tin. Cần hỏi, gọi 1022."
    assert page.has("button[name=luu]")
    assert not page.has("input[name=agreed]")
    send(admin, 303, body=same, luu="1")
    assert queries.current("dossier_neutral").body == same
    send(admin, 303, body=same, luu="1")  # nothing new, no new version
    assert len(queries.versions("dossier_neutral")) == 2
    acts = db.session.scalars(select(AuditRow.act)).all()
    assert acts.count("template.publish") == 1


def test_changed_placeholders_must_be_meant(ctx: Flask) -> None:
    admin = signed_in(ctx, Role.ADMIN)
    less = "Hồ sơ {code} có tin. Trang {oa_name}."
    for _ in range(2):
        page = send(admin, 200, body=less, luu="1")
        assert page is not None
        assert "{oa_name}" in page.text("#soan .alert-warn")
        assert "{hotline}" in page.text("#soan .alert-warn")
    send(admin, 303, body=less, luu="1", agreed="y")
    assert queries.current("dossier_neutral").body == less


def test_every_fault_is_told_and_what_was_typed_stays(ctx: Flask) -> None:
    admin = signed_in(ctx, Role.ADMIN)
    page = send(admin, 422, body="Không có mã. {procedure} {abc} https://bit.ly/x", luu="1")
    assert page is not None
    told = page.text(".alert-danger[data-focus]")
    for part in ("Thiếu chỗ điền {code}", "không dùng được chỗ điền {procedure}", "{abc}", "bit.ly"):
        assert part in told
    assert "bit.ly" in page.text("textarea")
    assert page.has("details[open]")
    send(admin, 422, body="")
    stale = send(admin, 409, body="Hồ sơ {code} mới. {hotline}", luu="1", base="99")
    assert stale is not None
    assert "Hồ sơ {code} mới" in stale.text("textarea")


def test_versions_may_be_read_and_taken_up_again(ctx: Flask) -> None:
    admin = signed_in(ctx, Role.ADMIN)
    first = " ".join(queries.current("dossier_neutral").body.split())
    send(admin, 303, body="Hồ sơ {code} mới. {hotline}", luu="1")
    old = Page(admin.get(f"{PATH}ban/1/"))
    again = next(href for text, href in old.links().items() if "Dùng lại" in text)
    assert Page(admin.get(again)).text("textarea") == first
    assert admin.get(f"{PATH}ban/9/").status_code == 404
    assert admin.get(f"{DESK}dossier_strange/").status_code == 404
    officer = signed_in(ctx, Role.OFFICER)
    page = Page(officer.get(PATH))
    assert page.has("#xem-truoc")
    assert not page.has("textarea")
    assert "Mẫu tin" in Page(officer.get(DESK)).text("h1")


def test_an_sms_is_measured_taken_away_and_begun(ctx: Flask) -> None:
    """Shown with link, parts and price; no words mean no SMS and must be meant; a kind may get its first."""
    admin, path = signed_in(ctx, Role.ADMIN), f"{DESK}dossier_resolved/sms/"
    page = Page(admin.get(path))
    assert page.text(".tabs [aria-current=page]") == "SMS"
    assert "/h/xxxxx" in page.text("#xem-truoc blockquote")
    facts = page.text("#xem-truoc dl")
    assert "7 bit" in facts
    assert "2 trên 3" in facts
    assert "700 đồng" in facts
    long = send(admin, 422, path, body="Hồ sơ {code}, nơi nhận: {place}. " + "Xin chào. " * 45, luu="1")
    assert long is not None
    assert "nhiều nhất 3" in long.text(".alert-danger[data-focus]")
    gone = send(admin, 200, path, body=" ", luu="1")
    assert gone is not None
    assert "không gửi bằng SMS" in gone.text("main")
    assert "{code}" in gone.text("#soan .alert-warn")
    send(admin, 303, path, body="", luu="1", agreed="y")
    found = letters.newest(db.session(), ["dossier_resolved"])
    assert letters.of(found, "dossier_resolved", Channel.SMS) is None
    assert "Không có lời SMS" in Page(admin.get(DESK)).text("main")

    path = f"{DESK}dossier_returned/sms/"
    assert "Chưa có lời" in Page(admin.get(path)).text("main")
    send(admin, 303, path, body="Hồ sơ {code} đã trả kết quả.", luu="1")
    found = letters.newest(db.session(), ["dossier_returned"])
    words = letters.of(found, "dossier_returned", Channel.SMS)
    assert words is not None
    assert words.body == "Hồ sơ {code} đã trả kết quả."
    assert admin.get(f"{path}ban/1/").status_code == 200
    assert admin.get(f"{DESK}chat_welcome/sms/").status_code == 404
    assert admin.get(f"{DESK}chat_welcome/en/").status_code == 404


def test_english_words_have_the_same_desk(ctx: Flask) -> None:
    admin, path = signed_in(ctx, Role.ADMIN), f"{DESK}dossier_processing/en/"
    page = send(admin, 422, path, body="Dossier {code}: {step}. {unit}", luu="1")
    assert page is not None
    assert "{step}" in page.text(".alert-danger[data-focus]")  # a Vietnamese sentence
    less = {"body": "Dossier {code} is with {unit}. Call {hotline}.", "luu": "1"}
    page = send(admin, 200, path, **less)
    assert page is not None
    assert "{procedure}" in page.text("#soan .alert-warn")
    assert page.attr("#xem-truoc blockquote", "lang") == "en"
    send(admin, 303, path, **less, agreed="y")
    assert queries.current("dossier_processing", voices.ENGLISH).body == less["body"]
    assert queries.current("dossier_processing").version == 1
