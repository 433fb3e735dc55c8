"""The list of people we could not tell, as officers see it; and one message's history."""

import csv
import datetime as dt
import io

from sqlalchemy import func, select, update

from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers.models import DossierLink
from portal.notifications import letters
from portal.notifications import messages as notices
from portal.notifications import operations as notifications
from portal.notifications.models import Attempt, ChannelStep, Intent, MessageTemplate, Outcome, State
from portal.staff.models import AuditRow, Role
from tests.citizens import follower
from tests.desk import form_token, sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.page import Page
from tests.web.counter.conftest import Desk

LIST = "/desk/khong-bao-duoc/"


def untold(desk: Desk, **over: object) -> str:
    """The address of one person who was not told."""
    make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True, **over)
    return f"{LIST}{Page(desk.browser.get(LIST)).attr('td a.code', 'href').split('/')[-2]}/"


def refused(code: int = -230) -> Intent:
    """The only message, as Zalo refused it."""
    intent = db.session.scalars(select(Intent)).one()
    db.session.add(
        Attempt(
            intent_id=intent.id, channel="zalo_cs", n=1, reference="abcDEF123", reserved_at=intent.created_at,
            marked_at=intent.created_at, ended_at=intent.created_at, outcome=Outcome.REFUSED, error_code=code,
        )
    )  # fmt: skip
    intent.state, intent.reason, intent.attempts, intent.settled_at = State.REFUSED, "refused", 1, func.now()
    db.session.commit()
    return intent


def acts() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(AuditRow.act).order_by(AuditRow.id)))


def test_an_empty_list_says_so(desk: Desk) -> None:
    page = Page(desk.browser.get(LIST))
    assert page.text(".empty-title") == "Không còn ai chưa được báo"


def test_the_list_says_why_in_plain_words_and_what_to_do(desk: Desk) -> None:
    follower("0912345678", days=9)
    make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True)
    refused()
    page = Page(desk.browser.get(LIST))
    assert "không tương tác với trang Zalo trong 7 ngày" in page.text("tbody")
    assert "0912345678" not in page.html


def test_another_offices_people_are_neither_listed_nor_opened(desk: Desk) -> None:
    at = untold(desk)
    desk.post("/desk/sign-out")
    assert sign_in(desk.browser, make_staff(Role.OFFICER, office_id=make_office())) == 303
    assert Page(desk.browser.get(LIST)).has(".empty")
    assert desk.browser.get(at).status_code == 404
    for act, data in (
        ("so", {}),
        ("da-goi", {"result": "told"}),
        ("gui-lai", {}),
        ("sua-so", {"phone": "0987654321", "agreed": "y"}),
        ("thoi", {"reason": "không còn số"}),
    ):
        assert desk.post(at + act, **data).status_code == 404


def test_a_number_is_masked_until_it_is_opened_and_that_is_written_down(desk: Desk) -> None:
    at = untold(desk)
    assert "0912345678" not in Page(desk.browser.get(at)).html
    assert "unreached.number" not in acts()
    page = Page(desk.post(f"{at}so"))
    assert page.attr("#so-dien-thoai a.tel", "href") == "tel:0912345678"
    assert "unreached.number" in acts()


def test_a_call_that_told_takes_them_off_the_list(desk: Desk) -> None:
    at = untold(desk)
    Page(desk.post(f"{at}da-goi"), status=422)
    assert desk.post(f"{at}da-goi", result="no_answer", note="Hẹn gọi chiều").headers["Location"] == at
    assert "Hẹn gọi chiều" in Page(desk.browser.get(at)).text("main")
    assert desk.post(f"{at}da-goi", result="told").headers["Location"] == LIST
    assert Page(desk.browser.get(LIST)).has(".empty")
    assert desk.post(f"{at}da-goi", result="told").status_code == 409


def test_a_number_that_is_none_is_refused_with_what_was_typed(desk: Desk) -> None:
    at = untold(desk)
    page = Page(desk.post(f"{at}sua-so", phone="0123", agreed="y"), status=422)
    assert page.attr("#phone", "value") == "0123"
    page = Page(desk.post(f"{at}sua-so", phone="0987654321"), status=422)
    assert "đã đồng ý" in page.text("#agreed-error")


def test_giving_up_needs_a_reason(desk: Desk) -> None:
    at = untold(desk)
    Page(desk.post(f"{at}thoi", reason="x"), status=422)
    assert desk.post(f"{at}thoi", reason="Người dân đã chuyển đi").status_code == 303
    assert acts()[-1] == "unreached.give_up"


def test_the_call_list_is_text_for_a_spreadsheet(desk: Desk) -> None:
    untold(desk, MaHoSo="=HYPERLINK(1)7")
    answer = desk.post(f"{LIST}danh-sach-goi.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1][0].startswith("'=")
    assert rows[1][-1] == "0912 345 678"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert acts()[-1] == "unreached.list"


def test_who_may_not_call_sees_no_list(desk: Desk) -> None:
    desk.post("/desk/sign-out")
    sign_in(desk.browser, make_staff(Role.LEADER))
    assert desk.browser.get(LIST).status_code == 403
    assert desk.browser.get("/desk/dossiers/").status_code == 403
    assert desk.browser.get("/desk/messages/").status_code == 200


def test_a_history_leads_from_the_push_to_the_tap(desk: Desk) -> None:
    follower("0912345678")
    dossier = make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True)
    intent = refused()
    db.session.execute(update(Attempt).values(outcome=Outcome.SENT, error_code=None, message_id="zmid-1"))
    db.session.execute(update(Attempt).values(received_at=intent.created_at, seen_at=intent.created_at))
    db.session.execute(update(Intent).values(state=State.SENT, reason=None))
    db.session.commit()
    at = f"/desk/messages/{intent.id}/"
    page = Page(desk.browser.get(at))
    assert "chưa mở đường dẫn" in page.all(".timeline .step-name")[-1]
    link = notices.buttons_of(intent.params)[0].payload.removeprefix(settings.get().base_url)
    for _ in range(2):
        assert desk.browser.get(f"{link}?r=abcDEF123").status_code == 303
    assert db.session.scalar(select(func.sum(DossierLink.uses))) == 2
    page = Page(desk.browser.get(at))
    assert [name.split(":")[0] for name in page.all(".timeline .step-name")] == [
        "Hệ thống một cửa báo",
        "Ghi nhận cần báo cho người dân",
        "Lần gửi 1",
        "Zalo đã nhận tin",
        "Điện thoại của người dân đã nhận",
        "Người dân đã xem tin",
        "Người dân đã mở đường dẫn trong tin",
    ]
    assert "2 lần" in page.text(".timeline")
    assert dossier.code in page.text(".said")
    assert "message.view" in acts()
    assert page.links()[dossier.code] == f"/desk/dossiers/{dossier.id}/"
    listed = Page(desk.browser.get(f"/desk/dossiers/{dossier.id}/"))
    assert at in listed.links().values()


def test_a_history_tells_each_channel_its_price_and_why_it_was_left(desk: Desk) -> None:
    follower("0912345678")
    make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True)
    intent = refused()
    first = db.session.scalars(select(Attempt)).one()
    before = first.reserved_at - dt.timedelta(seconds=5)
    told = {"intent_id": intent.id, "is_over": False}
    db.session.add(ChannelStep(**told, channel="zalo_cs", reason="window_closed", at=before))
    last = {"intent_id": intent.id, "n": 2, "reference": "smsREF456", "channel": "sms", "cost": 350}
    times = dict.fromkeys(("reserved_at", "marked_at", "ended_at"), clock.now())
    notifications.load_templates()
    own = letters.packed("300101", {"ma": "{code}", "xem": "{link}"}, {})
    letters.write(letters.ANY_KIND, letters.TEMPLATE, own)
    kinds = MessageTemplate.kind.in_((intent.kind, letters.ANY_KIND))
    rows = db.session.execute(select(MessageTemplate.channel, MessageTemplate.id).where(kinds)).all()
    words = {row.channel: row.id for row in rows}
    db.session.add(Attempt(**last, **times, outcome=Outcome.SENT, template_id=words["sms"]))
    refusal = {"error_code": -114, "template_id": words[letters.TEMPLATE]}
    db.session.execute(update(Attempt).where(Attempt.n == 1).values(channel="zalo_zns", **refusal))
    db.session.commit()
    page = Page(desk.browser.get(f"/desk/messages/{intent.id}/"))
    assert page.all(".timeline .step-name")[2:7] == [
        "Không gửi qua kênh: Tin tư vấn Zalo",
        "Lần gửi 1: Tin mẫu Zalo tới số điện thoại",
        "Zalo từ chối",
        "Lần gửi 2: Tin nhắn SMS",
        "Cổng SMS đã nhận tin",
    ]
    shown = page.text(".timeline")
    assert "Đã quá số ngày Zalo cho gửi tin" in shown
    assert "Người nhận không hoạt động, từ chối tin" in shown  # the code of the other host
    assert "Chi phí: 350 đồng" in shown
    _own, letter, sms = page.all(".said")
    assert "300101" in letter
    assert "/h/…" in letter  # the address itself opens the dossier: nobody else is shown it
    assert sms.endswith("/h/...")


def test_a_message_is_found_by_any_of_its_references_and_only_here(desk: Desk) -> None:
    follower("0912345678")
    make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True)
    intent = refused()
    db.session.execute(update(Attempt).values(message_id="zmid-2"))
    db.session.commit()
    for reference in (str(intent.id), "abcDEF123", " zmid-2 "):
        assert desk.post("/desk/messages/", reference=reference).headers["Location"].endswith(f"{intent.id}/")
    Page(desk.post("/desk/messages/", reference="không có"), status=422)
    desk.post("/desk/sign-out")
    sign_in(desk.browser, make_staff(Role.OFFICER, office_id=make_office()))
    assert desk.browser.get(f"/desk/messages/{intent.id}/").status_code == 404
    token = form_token(desk.browser, "/desk/messages/")
    found = desk.browser.post("/desk/messages/", data={"csrf_token": token, "reference": str(intent.id)})
    assert found.status_code == 422


def test_a_leader_sees_the_way_of_a_message_and_not_its_words(desk: Desk) -> None:
    follower("0912345678")
    dossier = make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True)
    intent = refused()
    desk.post("/desk/sign-out")
    sign_in(desk.browser, make_staff(Role.LEADER))
    page = Page(desk.browser.get(f"/desk/messages/{intent.id}/"))
    assert "Zalo từ chối" in page.text(".timeline")
    assert not page.has(".said")
    assert dossier.code not in page.text("main")


def test_a_link_that_was_printed_is_no_tap_on_a_message(desk: Desk) -> None:
    follower("0912345678")
    dossier = make_dossier(DonViXuLy=desk.office_name, DangKyNhanZalo=True)
    intent = refused()
    db.session.execute(update(Intent).values(state=State.SENT, reason=None))
    printed = dossiers.make_link(dossier.id, "receipt")
    desk.browser.get(f"/h/{printed}")
    page = Page(desk.browser.get(f"/desk/messages/{intent.id}/"))
    assert "chưa mở đường dẫn" in page.text(".timeline")
