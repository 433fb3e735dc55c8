"""Papers of an article: chosen by its office, put in order, told to readers with their text, found."""

import uuid

from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock, kept, store
from portal.core.finding import keeping
from portal.core.search import fold
from portal.media.models import Paper
from portal.news import facts
from portal.news.models import Kind
from portal.newsroom import deciding
from portal.newsroom.models import State
from portal.staff.models import Role
from tests.factories import keep, make_office, make_staff
from tests.media import user_id
from tests.newsroom import item, make_item, person
from tests.page import Page
from tests.web.newsroom.test_desk import browser, send, text


def make_paper(
    office_id: uuid.UUID | None,
    by: uuid.UUID,
    number: str = "1149/BC-STTTT",
    text: str = "Điều 1\n<b>Số hóa</b> sổ hộ tịch",
) -> Paper:
    """A decision in the library, its file in the store."""
    ref = uuid.uuid4().hex
    store.opened().put(f"{ref}/tep.pdf", b"%PDF-1.7", "application/pdf")
    row = Paper(
        **{"id": uuid.uuid4(), "ref": ref, "file_name": "1149-bc-stttt.pdf", "kind": "pdf", "size": 2048},
        **{"title": "Báo cáo số hóa", "number": number, "signer": "Lê Văn Bé", "signed_on": None},
        **{"text": text, "folded": fold(number), "folded_text": "", "digest": ref},
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
    assert [one for one in form.all("#more option") if "1149" in one] == ["1149/BC-STTTT · Báo cáo số hóa"]
    refused = send(author, f"{at}sua/", **text(**told, paper=str(theirs.id)))
    assert (refused.status_code, "đơn vị bạn không dùng được" in refused.text) == (422, True)
    assert send(author, f"{at}sua/", **text(**told, paper=str(mine.id))).status_code == 303
    assert client.get(href).status_code == 404  # a draft's paper is nobody's yet
    assert Page(author.get(f"{at}sua/")).attr("input[name=paper]", "value") == str(mine.id)
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


def test_several_papers_have_an_order_and_titles_and_each_is_found(
    app: Flask, ctx: Flask, client: FlaskClient
) -> None:
    home, who = make_office(), user_id(make_staff(Role.EDITOR))
    told = {"1/QD": "lương thực", "2/PL": "máy gặt", "3/BM": "biểu mẫu"}
    first, second, third = papers = [make_paper(home, who, number, said) for number, said in told.items()]
    one, two, three = (str(paper.id) for paper in papers)
    made = make_item(office_id=home)
    author, at = browser(app, office_id=home), f"/desk/tin-bai/{made}/sua/"
    typed = text(title="Mùa gặt") | {"paper": [one, two], "paper_title": ["Quyết định", "Phụ lục <b>1</b>"]}

    def after(act: str, **more: str) -> Page:
        return Page(send(author, f"{at}van-ban", at, **typed | {"act": act} | more))

    def order(page: Page) -> list[str]:
        assert page.attr("#title", "value") == "Mùa gặt"  # without scripts the page comes as it was typed
        return [node.attrs["value"] for node in page.find("input[name=paper]")]

    assert order(after(f"down:{one}")) == [two, one]
    assert order(after(f"up:{two}")) == [two, one]
    assert order(after(f"up:{one}")) == [one, two]
    assert order(after(f"out:{one}")) == [two]
    assert order(after("add", more=three)) == [one, two, three]
    assert order(after(f"out:{three}", more=three)) == [one, two]
    found = after("find", words="3 bm").all("#more option")
    assert [told for told in found if "/" in told] == ["3/BM · Báo cáo số hóa"]
    swapped = {"paper": [two, one], "paper_title": ["Phụ lục <b>1</b>", ""], "more": three}
    assert send(author, at, **typed | swapped).status_code == 303
    chief = person(Role.PUBLISHER)
    deciding.submit(made, None)
    deciding.approve(made, chief, item(made).head)
    deciding.schedule(made, chief)
    kept.shelf.clear()
    article = Page(client.get("/tin/mua-gat/")).find("article a[href]")
    carried = [
        (link.text, link.attrs["href"].split("/")[2]) for link in article if "/media/" in link.attrs["href"]
    ]
    assert carried == [
        ("Phụ lục <b>1</b>", second.ref),
        ("Báo cáo số hóa", first.ref),
        ("Báo cáo số hóa", third.ref),
    ]
    assert {client.get(f"/media/{paper.ref}/1149-bc-stttt.pdf").status_code for paper in papers} == {200}
    keeping.forget_all()
    for asked in ("may gat", "luong thuc", "bieu mau", "2/PL", "phu luc"):
        assert "Mùa gặt" in Page(client.get(f"/tim-kiem/?q={asked}")).text("main"), asked
    assert [one["id"] for one in facts.papers({"paper": {"id": one}})] == [one]  # texts of before
