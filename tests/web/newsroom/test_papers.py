"""The paper an article carries: chosen by its office, told to readers with its text, found by its number."""

import uuid

from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock, kept, store
from portal.core.finding import keeping
from portal.media.models import Paper
from portal.news.models import Kind
from portal.newsroom import deciding
from portal.newsroom.models import State
from portal.staff.models import Role
from tests.factories import keep, make_office, make_staff
from tests.media import user_id
from tests.newsroom import item, make_item, person
from tests.page import Page
from tests.web.newsroom.test_desk import browser, send, text


def make_paper(office_id: uuid.UUID, by: uuid.UUID) -> Paper:
    """A decision in the library, its file in the store."""
    ref = uuid.uuid4().hex
    store.opened().put(f"{ref}/tep.pdf", b"%PDF-1.7", "application/pdf")
    row = Paper(
        **{"id": uuid.uuid4(), "ref": ref, "file_name": "1149-bc-stttt.pdf", "kind": "pdf", "size": 2048},
        **{"title": "Báo cáo số hóa", "number": "1149/BC-STTTT", "signer": "Lê Văn Bé", "signed_on": None},
        **{"text": "Điều 1\n<b>Số hóa</b> sổ hộ tịch", "folded": "", "folded_text": "", "digest": ref},
        **{"office_id": office_id, "is_shared": False, "uploaded_at": clock.now(), "uploaded_by": by},
        **{"is_ready": True, "is_gone": False},
    )
    return keep(row)


def test_a_policy_carries_a_paper_of_its_office_with_its_text(
    app: Flask, ctx: Flask, client: FlaskClient
) -> None:
    home, away = make_office(), make_office()
    by = user_id(make_staff(Role.EDITOR))
    mine, theirs = make_paper(home, by), make_paper(away, by)
    href = f"/media/{mine.ref}/1149-bc-stttt.pdf"
    made = make_item(kind=Kind.POLICY, office_id=home)
    author, at = browser(app, office_id=home), f"/desk/tin-bai/{made}/"
    told = {"number": "12/KH-UBND", "date": "2026-11-20", "title": "Số hóa hộ tịch"}
    form = Page(author.get(f"{at}sua/"))
    assert [one for one in form.all("#paper option") if "1149" in one] == ["1149/BC-STTTT · Báo cáo số hóa"]
    refused = send(author, f"{at}sua/", **text(**told, paper=str(theirs.id)))
    assert (refused.status_code, "đơn vị bạn không dùng được" in refused.text) == (422, True)
    assert send(author, f"{at}sua/", **text(**told, paper=str(mine.id))).status_code == 303
    assert client.get(href).status_code == 404  # a draft's paper is nobody's yet
    assert Page(author.get(f"{at}sua/")).attr("#paper option[selected]", "value") == str(mine.id)
    chief = person(Role.PUBLISHER)
    deciding.submit(made, None)
    deciding.approve(made, chief, item(made).head)
    assert deciding.schedule(made, chief) is State.PUBLISHED
    kept.shelf.clear()
    page = Page(client.get("/tin/so-hoa-ho-tich/"))
    assert page.links()["Báo cáo số hóa"] == href
    assert "1149/BC-STTTT · PDF, 2 KB" in page.text("article")
    assert "<b>Số hóa</b> sổ hộ tịch" in page.text("article details")
    assert client.get(href).status_code == 200
    keeping.forget_all()
    for asked in ("1149 bc stttt", "so ho tich"):
        assert "Số hóa hộ tịch" in Page(client.get(f"/tim-kiem/?q={asked}")).text("main"), asked
    deciding.withdraw(made, chief, "Đã có bản mới")
    assert client.get(href).status_code == 404
