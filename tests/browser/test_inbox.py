"""The inbox as two officers have it open: it changes by itself, costs nothing meanwhile, and warns."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from portal.staff.models import Role
from tests.browser.conftest import Open, assert_accessible
from tests.factories import PASSWORD, make_staff
from tests.live import Live
from tests.talks import ask

pytestmark = pytest.mark.browser
LIST = "/desk/inbox/"
LATER = 15_500  # ms: an open page asks every 15 s


@pytest.fixture
def open_officer(live: Live, open_page: Open) -> Callable[[str], Page]:
    """A page of somebody signed in, whose clock stands until it is moved."""

    def made(path: str) -> Page:
        page = open_page(1280, 900)
        page.goto(f"{live.url}/desk/sign-in")
        page.locator("#username").fill(make_staff(Role.OFFICER))
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").first.click()
        expect(page.locator("a[href='/desk/inbox/']").first).to_be_attached()
        page.clock.install()
        page.goto(f"{live.url}{path}")
        return page

    return made


def later(page: Page, part: str) -> Response:
    """What the page's own question is answered after a quarter of a minute."""
    with page.expect_response(lambda answer: part in answer.url) as got:
        page.clock.run_for(LATER)
    return got.value


def test_two_officers_on_one_item_are_warned_and_nothing_new_costs_nothing(
    open_officer: Callable[[str], Page],
) -> None:
    item_id = ask()
    first = open_officer(LIST)
    first.evaluate("document.querySelector('#inbox-list').dataset.same = '1'")
    answer = later(first, LIST)
    assert (answer.status, first.locator("#inbox-list").get_attribute("data-same")) == (304, "1")
    ask(user_id="6713920485510237747")
    assert later(first, LIST).status == 200
    expect(first.locator("#inbox-list tbody tr")).to_have_count(2)
    assert later(first, LIST).status == 304, "what came is what it asks with now"
    at = f"{LIST}{item_id}/"
    first.goto(first.url.split("/desk")[0] + at)
    second = open_officer(at)
    box = first.locator("textarea[name=text]")
    with first.expect_response("**/dang-viet"):
        box.fill("Chào bạn, tôi xem ngay.")
    later(second, "/moi")
    expect(second.locator("#inbox-live")).to_contain_text("đang viết câu trả lời")
    assert later(second, "/moi").status == 304
    later(first, "/moi")
    expect(first.locator("#inbox-live")).to_contain_text("cũng đang mở việc này")
    assert box.input_value() == "Chào bạn, tôi xem ngay.", "the part above changes, the box never"
    assert_accessible(first)
    first.get_by_role("button", name="Gửi trả lời").click()
    later(second, "/moi")
    expect(second.locator("#inbox-live")).to_contain_text("Trả lời người dân")
