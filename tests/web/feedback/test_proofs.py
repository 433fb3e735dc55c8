"""Photos of what was mended: the officer's with the answer, the sender's to see, the editor's to publish."""

import io
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.core import current
from portal.core.db import db
from portal.feedback.cases import ruling
from portal.feedback.models import FeedbackPhoto, Status
from portal.staff.models import Role
from tests.desk import Browser, form_token
from tests.factories import make_office, make_staff
from tests.page import Page
from tests.web.feedback.forms import picture, with_position
from tests.web.feedback.test_cases import desk, person, post, told


def _answer(browser: Browser, page: str, *files: bytes, note: str = "Đã thay bóng.") -> Any:
    photos = [(io.BytesIO(raw), f"anh {n}.jpg") for n, raw in enumerate(files, 1)]
    data = {"csrf_token": form_token(browser, page), "move": "answer", "note": note, "proof": photos}
    return browser.post(f"{page}lam", data=data, content_type="multipart/form-data")


def test_photos_of_what_was_mended_go_with_the_answer(ctx: Flask) -> None:
    office, other = make_office(), make_office()
    ruling.put(None, None, office, person(make_staff(Role.SUPPORT)))
    row = told()
    case_id, code, mine = row.id, row.code, desk(ctx, Role.OFFICER, office_id=office)
    page, shown, citizen = f"/desk/phan-anh/{case_id}/", f"/phan-anh/{code}/ket-qua/1", Browser(ctx)
    refused = Page(_answer(mine, page, b"no photo", with_position()), status=422)
    assert "“anh 1.jpg” không phải ảnh" in refused.text("main")
    assert "Đã thay bóng." in refused.text("#viec-answer textarea"), "nothing typed is lost"
    assert "Đã nhận 1 ảnh" in refused.text("#proof-hint")
    assert citizen.get(shown).status_code == 404, "not before the answer"
    for number in (1, 2):
        assert post(mine, f"{page}ket-qua/{number}/bo", page).status_code == 303
    assert not db.session.scalars(select(FeedbackPhoto)).all()
    four = [picture(size=(60 + n, 40)) for n in range(4)]
    assert "nhiều nhất 3 ảnh" in Page(_answer(mine, page, *four), status=422).text("main")
    assert post(mine, f"{page}ket-qua/3/bo", page).status_code == 303
    assert _answer(mine, page).status_code == 303
    assert post(mine, f"{page}ket-qua/1/bo", page).status_code == 409, "the sender has seen it"
    answer = citizen.get(shown)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert [
        len(Page(citizen.get(f"/phan-anh/{code}/")).find("main img")),
        citizen.get(shown[:-1] + "3").status_code,
    ] == [2, 404]
    assert desk(ctx, Role.OFFICER, office_id=other).get(f"{page}ket-qua/1").status_code == 404
    editor, edit = desk(ctx, Role.EDITOR), f"/desk/phan-anh/cong-khai/{case_id}/"
    name = Page(editor.get(edit)).attr("input[name=proof]", "value")
    assert editor.get(f"{edit}ket-qua/1").status_code == 200
    words = {"question": "Đèn tắt.", "answer": "Đã thay."}
    public = f"/phan-anh/da-tra-loi/{case_id}/"
    assert post(editor, edit, edit, **words).status_code == 303
    assert citizen.get(f"{public}anh/1").status_code == 404, "nobody chose it"
    assert post(editor, edit, edit, **words, proof=name).status_code == 303
    current.tell()
    assert len(Page(citizen.get(public)).find("main img")) == 1
    assert citizen.get(f"{public}anh/1").status_code == 200
    assert post(editor, f"{edit}go-xuong", edit).status_code == 303
    assert citizen.get(f"{public}anh/1").status_code == 404
    db.session.expire_all()
    assert told().status is Status.NEW
