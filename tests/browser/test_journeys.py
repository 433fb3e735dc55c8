"""Every journey through a form, with scripts and without: the same words at every step."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.staff.models import Role
from tests import markup, stock
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, make_procedure, make_staff
from tests.live import Live
from tests.markup import Node

pytestmark = pytest.mark.browser
DRAFT = "Thủ tục bản nháp để thử"
CODE = "H44.12-260902-0975"
TICKING = [
    (re.compile(r"^\d+$", re.MULTILINE), "(số)"),  # what is counted on the desk's first page goes on
    (re.compile(r"\d\d:\d\d \d\d/\d\d/\d{4}"), "(lúc)"),
    (re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}\b"), "(mã)"),
]
BY_SCRIPT = {"needs-script", "needs-copy", "needs-share", "loading"}  # never a step of a journey
ASIDE = {"procedures-suggested", "waiting"}
Steps = Callable[[Page, str], Iterator[str]]


def words(page: Page) -> list[str]:
    """What the page says, line by line: what ticks is evened out, what only scripts can do is left out.

    Sorted, since a flash stands above a page and inside a fragment.
    """
    main = next(node for node in markup.parse(page.content()).below() if node.tag == "main")
    text = "\n".join(_lines(main))
    for pattern, instead in TICKING:
        text = pattern.sub(instead, text)
    return sorted(line for line in text.splitlines() if line.strip())


def _lines(node: Node) -> Iterator[str]:
    for part in node.inside:
        if isinstance(part, str):
            yield " ".join(part.split())
        elif not (_is_aside(part) or part.tag in {"script", "progress"}):
            yield from _lines(part)


def _is_aside(node: Node) -> bool:
    names = {*node.attrs.get("class", "").split()}
    return bool("hidden" in node.attrs or names & BY_SCRIPT or node.attrs.get("id") in ASIDE)


def search(page: Page, url: str) -> Iterator[str]:
    """Procedures: found, filtered, none."""
    page.goto(f"{url}/thu-tuc/")
    for typed, told in (("khai sinh", "Tìm thấy"), ("zzqxw", "Chưa tìm thấy")):
        page.fill("#q", typed)
        page.press("#q", "Enter")
        expect(page.locator("#procedures-found h2, #procedures-found .empty").first).to_contain_text(told)
        yield typed


def look_up(page: Page, url: str) -> Iterator[str]:
    """A dossier: nothing, a near miss, the code itself, wrong and right digits."""
    page.goto(f"{url}/ho-so/")
    result = page.locator("#dossiers-result")
    page.locator("main #code").fill(CODE.replace("260902", "26O9O2"))
    page.get_by_role("button", name="Tra cứu hồ sơ").click()
    expect(result).to_contain_text("Ý bạn là mã nào?")
    yield "near"
    page.get_by_role("button", name=CODE).click()
    expect(result).to_contain_text("Đang xử lý")
    yield "found"
    for digits, told in (("0000", "Chưa mở được phần chi tiết"), ("4567", "N***** V** A*")):
        if page.locator("details:not([open]) #digits").count():
            page.locator("summary", has_text="Xem giấy tờ cần nộp").click()
        page.locator("#digits").fill(digits)
        page.get_by_role("button", name="Xem chi tiết").click()
        expect(result).to_contain_text(told)
        yield digits


def feedback(page: Page, url: str) -> Iterator[str]:
    """A form refused, mended and sent; followed by its code; a wrong code."""
    page.goto(f"{url}/phan-anh/")
    yield "empty"
    page.locator("input[name=kind][value=question]").check()
    page.locator("#text").fill("Đèn đường tắt ba đêm liền ở đầu hẻm.")
    page.locator("#consent").check()
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator("main .alert-danger").first).to_contain_text("Xin xem lại")
    yield "refused"
    page.locator("#phone").fill("0912 345 678")
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator("h1")).to_have_text("Đã nhận phản ánh của bạn")
    yield "receipt"
    code = page.locator("[data-receipt]").inner_text()
    page.goto(f"{url}/phan-anh/theo-doi/")
    for typed, told in (("xin chao", "Theo dõi phản ánh"), (code, "Tình trạng phản ánh")):
        page.locator("main #code").fill(typed)
        page.get_by_role("button", name="Xem tình trạng").click()
        expect(page.locator("h1")).to_have_text(told)
        yield told


def desk(page: Page, url: str) -> Iterator[str]:
    """Signing in, wrong and right; a search; approving; a password refused; an account closed and opened."""
    page.goto(f"{url}/desk/sign-in")
    for password in ("sai-mat-khau", PASSWORD):
        page.locator("#username").fill("quan-tri")
        page.locator("#password").fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.locator("main")).to_contain_text("chưa đúng" if password != PASSWORD else "Xin chào")
        yield password
    page.goto(f"{url}/desk/procedures/")
    page.fill("#q", "thu tuc ban nhap")
    page.press("#q", "Enter")
    row = page.locator("#procedures-desk-found tbody tr", has_text=DRAFT)
    expect(page.locator("#procedures-desk-found .meta").first).to_have_text(re.compile("^[1-9] thủ tục"))
    yield "found"
    row.locator("a").click()
    page.get_by_role("button", name="Duyệt bản tóm tắt này").click()
    expect(page.locator("main")).to_contain_text("Đã duyệt.")
    yield "approved"
    page.locator("summary", has_text="Bỏ duyệt").click()
    page.get_by_role("button", name="Bỏ duyệt").click()
    expect(page.locator("main")).to_contain_text("Đã bỏ duyệt.")
    yield "unapproved"
    page.goto(f"{url}/desk/people/")
    card = page.locator("section.card", has_text="nguoi-khac")
    card.locator("summary").click()
    card.get_by_role("button", name="Khóa", exact=True).click()
    expect(card).to_contain_text("Đã khóa")
    yield "closed"
    card.get_by_role("button", name="Mở lại tài khoản").click()
    expect(card).to_contain_text("Đang mở")
    yield "opened"
    page.goto(f"{url}/desk/password")
    page.locator("#old").fill("x")
    page.locator("#new").fill("mot-mat-khau-khac-han")
    page.locator("#again").fill("khac")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.locator("main .alert-danger").first).to_be_visible()
    yield "refused"


def _furnish(live: Live) -> None:
    live.begin()
    stock.province()
    live.push({"code": CODE, "status": 4})
    make_procedure(code="1.999001", name=DRAFT, summary="Tóm tắt.")
    live.finds(DRAFT, "1.999001")
    make_staff(Role.ADMIN, Role.PUBLISHER, username="quan-tri")
    make_staff(Role.EDITOR, username="nguoi-khac")


@pytest.mark.parametrize("steps", [search, look_up, feedback, desk], ids=lambda one: str(one.__name__))
def test_the_same_words_with_scripts_and_without(live: Live, browser: Browser, steps: Steps) -> None:
    told: list[list[tuple[str, list[str]]]] = []
    for has_scripts in (True, False):
        _furnish(live)  # nobody has been here before: who writes twice is asked for more
        context = browser.new_context(java_script_enabled=has_scripts, locale="vi-VN", viewport=PHONE)  # type: ignore[arg-type]
        page = context.new_page()
        told.append([(step, words(page)) for step in steps(page, live.url)])
        context.close()
    for (step, with_scripts), (_same, without) in zip(*told, strict=True):
        assert with_scripts == without, step
        assert len(without) > 3
