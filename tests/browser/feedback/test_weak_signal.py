"""A form on a weak signal: text and photo stay, it is sent once, its code is shown."""

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from portal.core.db import db
from portal.feedback import codes, operations, spam
from portal.feedback.models import Feedback, FeedbackPhoto, Kind
from tests.browser.feedback.conftest import Line
from tests.web.feedback.forms import picture

pytestmark = pytest.mark.browser
TEXT = "Đường ngập tới đầu gối trước trường học."


def rows(kind: type[Feedback] | type[FeedbackPhoto] = Feedback) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def newest() -> str:
    db.session.rollback()
    return db.session.scalars(select(Feedback.code)).one()


def filled(phone: BrowserContext, tmp_path: Path, text: str = TEXT, *, photo: bool = True) -> Page:
    """The form with text and photo, not sent yet."""
    page = phone.new_page()
    page.goto("/phan-anh/")
    page.get_by_label("Phản ánh hiện trường").check()
    page.get_by_label("Nội dung").fill(text)
    if photo:
        file = tmp_path / "ngap.jpg"
        file.write_bytes(picture())
        page.get_by_label("Ảnh").set_input_files(file)
    page.get_by_label("Tôi đồng ý").check()
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="gửi phản ánh").click()


def expect_receipt(page: Page) -> None:
    shown = page.locator("[data-receipt]")
    expect(shown).to_be_visible()
    assert shown.text_content() == codes.shown(newest())


def test_a_form_is_sent_and_answered_with_its_code(phone: BrowserContext, tmp_path: Path) -> None:
    page = filled(phone, tmp_path)
    send(page)
    expect_receipt(page)
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)
    page.goto("/phan-anh/")
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_form_sent_without_network_waits_and_sends_itself_once(
    phone: BrowserContext, tmp_path: Path
) -> None:
    page = filled(phone, tmp_path)
    phone.set_offline(True)
    send(page)
    expect(page.locator("#waiting [role=status]")).to_contain_text("tự gửi khi có mạng")
    expect(page.locator("#waiting li")).to_contain_text(TEXT)
    expect(page.locator("#waiting li")).to_contain_text("1 ảnh")
    expect(page.locator("form[data-offline]")).to_be_hidden()
    assert rows() == 0
    phone.set_offline(False)
    link = page.locator("#waiting li a")
    expect(link).to_be_visible()
    assert link.text_content() == codes.shown(newest())
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)
    page.reload()
    expect(page.locator("#waiting li a")).to_have_text(codes.shown(newest()))
    page.get_by_role("button", name="Đã xem").click()
    expect(page.locator("#waiting")).to_be_hidden()
    assert rows() == 1


def test_nothing_is_lost_when_the_tab_closes_and_any_page_sends_it(
    phone: BrowserContext, tmp_path: Path
) -> None:
    page = filled(phone, tmp_path)
    phone.set_offline(True)
    send(page)
    expect(page.locator("#waiting li")).to_be_visible()
    page.close()
    phone.set_offline(False)
    later = phone.new_page()
    later.goto("/ho-tro/")
    expect(later.locator("#waiting li a")).to_have_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}$"))
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)


def test_an_answer_that_was_lost_makes_no_second_report(
    phone: BrowserContext, line: Line, tmp_path: Path
) -> None:
    page = filled(phone, tmp_path)
    line.is_losing_answers = True
    send(page)
    expect(page.locator("#waiting li")).to_be_visible()
    assert line.lost >= 1
    assert rows() == 1, "the server had taken it"
    line.is_losing_answers = False
    page.get_by_role("button", name="Gửi ngay").click()
    expect_receipt(page)
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)


def test_a_waiting_form_can_be_cancelled_and_its_text_is_still_there(
    phone: BrowserContext, tmp_path: Path
) -> None:
    page = filled(phone, tmp_path)
    phone.set_offline(True)
    send(page)
    page.get_by_role("button", name="Hủy, không gửi").click()
    page.get_by_role("button", name="Bấm lần nữa").click()
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.get_by_label("Nội dung")).to_have_value(TEXT)
    phone.set_offline(False)
    page.reload()
    page.wait_for_timeout(300)
    assert rows() == 0


def test_a_refused_form_keeps_the_text_and_says_what_to_mend(phone: BrowserContext, tmp_path: Path) -> None:
    page = filled(phone, tmp_path)
    page.get_by_label("Hỏi đáp").check()
    send(page)
    expect(page.locator("main [role=alert]")).to_contain_text("số điện thoại hoặc thư điện tử")
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.get_by_label("Nội dung")).to_have_value(TEXT)
    expect(page.locator("#held legend")).to_have_text("Đã nhận 1 ảnh")
    page.get_by_label("Số điện thoại").fill("0912345678")
    send(page)
    expect_receipt(page)
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)


def test_a_waiting_form_that_is_refused_says_so_and_can_be_mended(
    phone: BrowserContext, tmp_path: Path
) -> None:
    page = filled(phone, tmp_path)
    page.get_by_label("Hỏi đáp").check()
    phone.set_offline(True)
    send(page)
    expect(page.locator("#waiting li")).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="Xem chỗ cần sửa").click(
        timeout=40_000
    )  # a busy machine tries again later
    expect(page.locator("main form [role=alert]")).to_contain_text("số điện thoại hoặc thư điện tử")
    expect(page.get_by_label("Nội dung")).to_have_value(TEXT)
    page.get_by_label("Số điện thoại").fill("0912345678")
    send(page)
    expect_receipt(page)
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)


def test_a_token_lost_with_its_cookie_is_renewed_without_a_word(
    phone: BrowserContext, tmp_path: Path
) -> None:
    page = filled(phone, tmp_path)
    phone.clear_cookies()
    send(page)
    expect_receipt(page)
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)


def test_photos_too_heavy_are_told_before_they_travel(phone: BrowserContext, tmp_path: Path) -> None:
    page = filled(phone, tmp_path, photo=False)
    file = tmp_path / "nang.jpg"
    file.write_bytes(bytes(11 * 1024 * 1024))
    page.get_by_label("Ảnh").set_input_files(file)
    send(page)
    expect(page.locator("#waiting [role=status]")).to_contain_text("Ảnh quá lớn")
    expect(page.get_by_label("Nội dung")).to_have_value(TEXT)
    assert rows() == 0


def test_words_of_danger_bring_the_numbers_before_sending(phone: BrowserContext, tmp_path: Path) -> None:
    page = filled(phone, tmp_path, "Đang cháy lớn ở chợ!")
    send(page)
    expect(page.locator("main [role=alert] a[href='tel:114']")).to_be_visible()
    send(page)
    expect_receipt(page)
    assert rows() == 1


def test_the_whole_way_with_scripts_off(bare_phone: BrowserContext, tmp_path: Path) -> None:
    page = filled(bare_phone, tmp_path)
    page.get_by_label("Hỏi đáp").check()
    send(page)
    expect(page.locator("main [role=alert]")).to_contain_text("số điện thoại hoặc thư điện tử")
    expect(page.locator("#held legend")).to_have_text("Đã nhận 1 ảnh")
    page.get_by_label("Thư điện tử").fill("an@vidu.vn")
    send(page)
    expect_receipt(page)
    page.get_by_role("link", name="Xem tình trạng").click()
    expect(page.locator("main")).to_contain_text("Mới tiếp nhận")
    page.goto("/phan-anh/theo-doi/")
    page.get_by_label("Mã theo dõi").fill(codes.shown(newest()).lower())
    page.get_by_role("button", name="Xem tình trạng").click()
    expect(page.locator("main")).to_contain_text("Mới tiếp nhận")
    assert (rows(), rows(FeedbackPhoto)) == (1, 1)


def test_a_position_the_like_near_by_and_the_work_a_phone_does_alone(
    phone: BrowserContext, tmp_path: Path
) -> None:
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"latitude": 10.535432, "longitude": 106.413771})

    def placed(text: str) -> Page:
        page = filled(phone, tmp_path, text, photo=False)
        page.get_by_role("button", name="Thêm vị trí của tôi").click()
        expect(page.get_by_text("Đã ghi vị trí")).to_be_visible()
        assert page.locator("[name=latitude]").input_value() in {"10.535", "11.200"}, "rounded on the phone"
        send(page)
        return page

    here = {"kind": Kind.FIELD_REPORT, "text": TEXT, "at": (10.5354, 106.4138)}
    first = operations.receive(operations.Told(once_key=uuid.uuid4(), **here))  # type: ignore[arg-type]
    page = placed("Nước ngập quá")
    expect(page.get_by_text("Có thể đã có người báo việc này")).to_be_visible()
    page.get_by_role("button", name="Tôi cũng gặp việc này").click()
    expect(page.get_by_role("heading", name="Việc bạn cũng gặp")).to_be_visible()
    assert page.locator("[data-receipt]").text_content() != codes.shown(first)
    assert rows() == 1
    phone.set_geolocation({"latitude": 11.2, "longitude": 106.1})
    said = "Cây lớn đổ chắn ngang lối vào chợ từ sáng sớm"
    spam.count(uuid.uuid4(), said, "somebody else")  # the same sentence a second time brings work
    expect(placed(said).locator("[data-receipt]")).to_be_visible()
    assert rows() == 2
