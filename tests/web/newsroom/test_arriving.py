"""The desk of moving in: a file is given, the dry run shown, drafts come; other offices see none of it."""

import io
import re

from flask import Flask

from portal.newsroom.arriving import jobs
from portal.staff.models import Role
from tests import factories, moving
from tests.desk import Browser, form_token, sign_in

AT = "/desk/tin-bai/nhap/"


def _browser(ctx: Flask, name: str, **over: object) -> Browser:
    factories.make_staff(Role.EDITOR, username=name, **over)  # type: ignore[arg-type]
    browser = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(browser, name) == 303
    return browser


def test_a_file_is_given_seen_and_brought_in_at_the_desk(ctx: Flask) -> None:
    office = factories.make_office(code="O-1", name="Sở Nội vụ")
    writer, other = (
        _browser(ctx, "nguoi-nhap", office_id=office),
        _browser(ctx, "don-vi-khac", office_id=None),
    )
    token = form_token(writer, AT)
    told = {"csrf_token": token, "office": str(office), "address": ""}

    assert "Xin chọn một tệp" in writer.post(AT, data=told).text
    assert "bắt đầu bằng https" in writer.post(AT, data=told | {"address": "http://cu.vn/feed"}).text
    assert writer.post(AT, data=told | {"office": ""}).status_code == 422, "not for the whole province"
    with moving.old_site() as site:
        raw = moving.export(site, moving.item(site, 30, "Dài " * 90))
        sent = writer.post(AT, data=told | {"file": (io.BytesIO(raw), "C:\\cu\\<b>x</b>.xml")})
        assert sent.status_code == 303
        at = sent.headers["Location"]
        piece = writer.get(at, headers={"HX-Request": "true"})
        assert "Chờ đọc tệp" in piece.text
        assert "<html" not in piece.text
        jobs.work()
        assert writer.get(at, headers={"HX-Request": "true"}).headers["HX-Redirect"] == at
        page = writer.get(at).text
        for words in ("Đưa 3 bài vào bản nháp", "tiêu đề dài nên đã cắt", "Trang trả lời mã 404"):
            assert words in page
        assert "<b>" not in page.partition("<h1")[2].partition("</h1>")[0]
        assert "Ở trang cũ có mật khẩu" in writer.get(f"{at}?loai=skipped").text
        assert writer.post(f"{at}dua-vao", data={"csrf_token": token}).status_code == 303
        assert writer.post(f"{at}dua-vao", data={"csrf_token": token}).status_code == 409, "once"
        jobs.work()
    page = writer.get(at).text
    draft = re.search(r"/desk/tin-bai/[0-9a-f-]{36}/", page)
    assert draft is not None
    assert "Nhập từ trang cũ" in writer.get(draft[0]).text
    assert other.get(at).status_code == 200, "the whole province sees its offices"
    stranger = _browser(ctx, "so-khac", office_id=factories.make_office(code="O-2", name="Sở Y tế"))
    assert stranger.get(at).status_code == 404
    assert stranger.post(f"{at}hoan-tac", data={"csrf_token": form_token(stranger, AT)}).status_code == 404
    assert writer.post(f"{at}hoan-tac", data={"csrf_token": token}).status_code == 303
    jobs.work()
    assert "Đã lấy lại khi hoàn tác" in writer.get(at).text
