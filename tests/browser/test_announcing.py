"""A broadcast in a browser, from the first word to its correction; one officer has no scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.broadcast.choosing import operations as choosing
from portal.broadcast.models import Broadcast, State
from portal.citizens import queries as citizens
from portal.core import clock
from portal.core.db import db, notify
from portal.staff.models import Role
from tests.broadcasts import OA
from tests.browser.conftest import WAIT_MS, Open
from tests.factories import PASSWORD, make_staff
from tests.live import AN, Live, wait_for

pytestmark = pytest.mark.browser
PATH = "/desk/thong-bao/"


@pytest.fixture
def open_staff(live: Live, open_page: Open) -> Callable[..., Page]:
    """A page of somebody signed in."""

    def made(role: Role, **more: object) -> Page:
        page = open_page(1280, 900, **more)
        page.goto(f"{live.url}/desk/sign-in")
        page.locator("#username").fill(make_staff(role))
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").first.click()
        expect(page.locator(f"a[href='{PATH}']").first).to_be_attached(timeout=WAIT_MS)
        page.goto(f"{live.url}{PATH}")
        return page

    return made


def begins() -> None:
    """The minute of the undo is over."""
    one = db.session.scalars(select(Broadcast).filter_by(state=State.APPROVED)).one()
    one.planned_at = clock.now()
    notify("broadcasts")
    db.session.commit()


def arrives(live: Live, head: str) -> None:
    """Whatever else the phone got meanwhile."""
    wait_for(lambda: [one for one in live.calls(AN) if one["text"].startswith(head)], what=head)


def agreed(author: Page, chief: Page) -> None:
    author.get_by_role("button", name="Lưu, chạy thử").click()
    expect(author.locator("main")).to_contain_text("Chạy thử lại", timeout=WAIT_MS)
    author.get_by_role("button", name="Gửi duyệt").click()
    expect(author.locator("main")).to_contain_text("Chờ duyệt", timeout=WAIT_MS)
    chief.goto(author.url)
    chief.get_by_role("button", name="Duyệt và đặt giờ").click()
    expect(chief.locator("#broadcast-progress")).to_contain_text("Đã duyệt, chờ", timeout=WAIT_MS)
    begins()


def test_from_the_first_word_to_the_correction(live: Live, open_staff: Callable[..., Page]) -> None:
    live.sim.follow(AN)
    live.ask(AN, "xin chào")
    known = citizens.by_zalo(OA, AN)
    assert known
    choosing.choose(known.citizen_id, "chinh-sach", "e", "oa")
    author, chief = open_staff(Role.AUTHOR, java_script_enabled=False), open_staff(Role.PUBLISHER)
    author.get_by_role("link", name="Soạn thông báo").click()
    author.get_by_label("Tiêu đề").fill("Lịch tiêm chủng")
    author.get_by_label("Nội dung tin").fill("Tiêm sáng thứ Bảy tại trạm y tế.")
    agreed(author, chief)
    arrives(live, "Lịch tiêm chủng")
    expect(chief.locator("progress")).to_have_attribute("value", "1", timeout=WAIT_MS)  # by itself
    author.reload()
    author.locator("summary", has_text="Đính chính").click()
    author.locator("details[open] input[name=reason]").fill("Tiêm chiều thứ Bảy.")
    author.get_by_role("button", name="Soạn đính chính").click()
    agreed(author, chief)
    arrives(live, "ĐÍNH CHÍNH: Lịch tiêm chủng")
