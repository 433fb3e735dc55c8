"""At the counter: can this phone be reached, a yes, a test message, and the proof that it arrived."""

import re
import uuid

import pytest
from sqlalchemy import func, select, update

from portal.citizens.models import Consent, Phone, Proof
from portal.core.db import db
from portal.counter.models import CounterVisit
from portal.counter.operations import visits as operations
from portal.dossiers.models import Dossier, DossierContact
from portal.notifications.models import Attempt, Intent, Lane, State
from portal.staff.models import AuditRow, Role
from tests.citizens import follower
from tests.desk import sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.page import Page
from tests.web.counter.conftest import Desk

PHONE = "0912 345.678"


def dossier_of(desk: Desk, **over: object) -> Dossier:
    return make_dossier(DonViXuLy=desk.office_name, SoDienThoai="0912345678", **over)


def begun(desk: Desk, phone: str = PHONE, code: str = "") -> str:
    """The address of a visit."""
    answer = desk.post("/desk/dossiers/", phone=phone, code=code)
    assert answer.status_code == 303, answer.text[:500]
    return str(answer.headers["Location"])


def acts() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(AuditRow.act).order_by(AuditRow.id)))


@pytest.mark.parametrize(
    ("days", "follows", "title"),
    [
        (0, True, "Báo được qua Zalo"),
        (8, True, "Có quan tâm nhưng đã lâu không liên hệ"),
        (0, False, "Chưa quan tâm trang Zalo"),
    ],
)
def test_the_phone_of_somebody_known_is_told_in_plain_words(
    desk: Desk, days: int, follows: bool, title: str
) -> None:
    follower("0912345678", days=days, follows=follows)
    page = Page(desk.browser.get(begun(desk)))
    assert page.text("#counter-reach .chip") == title
    assert "Việc tiếp theo:" in page.text("#counter-reach")
    assert page.has("#counter-reach img.qr") == (title != "Báo được qua Zalo")


def test_a_phone_nobody_has_shows_the_code_to_follow(desk: Desk) -> None:
    page = Page(desk.browser.get(begun(desk, "+84 912-345-678")))
    assert page.text("#counter-reach .chip") == "Chưa biết số này trên Zalo"
    assert page.attr("#counter-reach img", "src") == "/qrcode/zalo-qrcode.svg"
    assert page.attr("#counter-reach", "hx-trigger") == "every 3s"


def test_phone_and_code_stand_in_no_address_and_the_look_is_written_down(desk: Desk) -> None:
    dossier = dossier_of(desk)
    at = begun(desk, code=dossier.code.lower().replace("-", " - "))
    assert re.fullmatch(r"/desk/dossiers/luot/[0-9a-f-]{36}/", at)
    page = Page(desk.browser.get(at))
    assert page.text("h1") == "Số 09*****678"
    assert dossier.code in page.text(".lead")
    assert "0912345678" not in page.html
    assert acts()[-1] == "counter.check"


def test_what_is_no_phone_or_no_code_has_its_sentence_and_stays_typed(desk: Desk) -> None:
    page = Page(desk.post("/desk/dossiers/", phone="12345", code="H44.12.260701.0001"), status=422)
    assert page.attr("#phone", "value") == "12345"
    assert "0912 345 678" in page.text("#phone-error")
    assert "H44.12-260701-0001" in page.text("#code-error")


def test_another_offices_dossier_looks_like_none(desk: Desk) -> None:
    make_office(name="UBND phường Khác")
    other = make_dossier(DonViXuLy="UBND phường Khác")
    page = Page(desk.browser.get(begun(desk, code=other.code)))
    assert "Chưa kèm hồ sơ nào" in page.text("main")
    assert other.code not in page.html
    assert desk.browser.get(f"/desk/dossiers/{other.id}/").status_code == 404


def test_nobody_elses_visit_is_shown(desk: Desk) -> None:
    at = begun(desk)
    desk.post("/desk/sign-out")
    assert sign_in(desk.browser, make_staff(Role.OFFICER, office_id=desk.office_id)) == 303
    assert desk.browser.get(at).status_code == 404


def test_the_box_starts_empty_and_without_it_nothing_is_written(desk: Desk) -> None:
    at = begun(desk, code=dossier_of(desk).code)
    page = Page(desk.browser.get(at))
    assert "checked" not in page.find("#agreed")[0].attrs
    assert "nhắn “dừng”" in page.text("blockquote")
    Page(desk.post(f"{at}dong-y", scope="dossier", text_version="counter-1"), status=422)
    Page(desk.post(f"{at}dong-y", scope="dossier", agreed="y", text_version="counter-0"), status=422)
    assert db.session.scalar(select(func.count(Consent.id))) == 0


@pytest.mark.parametrize("scope", ["dossier", "all"])
def test_a_yes_is_kept_with_wording_officer_time_and_reach(desk: Desk, scope: str) -> None:
    dossier = dossier_of(desk)
    at = begun(desk, "0987 654 321", dossier.code)
    assert "chưa có trong hồ sơ" in Page(desk.browser.get(at)).text("main")
    for _ in range(2):  # a second press adds nothing
        answer = desk.post(f"{at}dong-y", scope=scope, agreed="y", text_version="counter-1")
        assert answer.status_code == 303
    kept = db.session.scalars(select(Consent)).one()
    assert (kept.text_version, kept.channel, kept.officer_id is not None) == ("counter-1", "desk", True)
    assert kept.dossier_id == (dossier.id if scope == "dossier" else None)
    assert kept.evidence == f"counter_visit:{at.split('/')[-2]}"
    numbers = db.session.scalars(select(DossierContact.number).filter_by(dossier_id=dossier.id)).all()
    assert set(numbers) == {"+84912345678", "+84987654321"}
    assert acts().count("counter.consent") == 1


def with_test(desk: Desk) -> tuple[str, Intent]:
    """A visit with consent whose test message is owed."""
    at = begun(desk, code=dossier_of(desk).code)
    desk.post(f"{at}dong-y", scope="dossier", agreed="y", text_version="counter-1")
    assert desk.post(f"{at}tin-thu").status_code == 303
    return at, db.session.scalars(select(Intent).filter_by(kind="counter_test")).one()


def test_a_test_message_goes_through_the_outbox_and_is_watched_to_the_end(desk: Desk) -> None:
    person = follower("0912345678")
    at, intent = with_test(desk)
    assert (intent.citizen_id, intent.lane, intent.state) == (person, Lane.REPLY, State.QUEUED)
    page = Page(desk.browser.get(at))
    assert page.attr("#counter-test", "hx-trigger") == "every 1s"
    ask, asked = page.attr("#counter-test", "hx-get"), {"HX-Request": "true"}
    assert desk.browser.get(ask, headers=asked).status_code == 204
    db.session.execute(update(Intent).values(state=State.REFUSED, reason="refused", attempts=1))
    db.session.add(
        Attempt(
            intent_id=intent.id, channel="zalo_cs", n=1, reference="r1", reserved_at=intent.created_at,
            error_code=-230, outcome="refused",
        )
    )  # fmt: skip
    db.session.commit()
    told = Page(desk.browser.get(ask, headers=asked))
    assert told.text(".chip") == "Không gửi được"
    assert "7 ngày" in told.text("#counter-test")
    assert not told.attr("#counter-test", "hx-trigger")
    assert desk.browser.get(ask).status_code == 303  # without scripts a link leads to the page


def test_no_test_without_a_yes_or_without_anybody(desk: Desk) -> None:
    at = begun(desk, code=dossier_of(desk).code)
    assert desk.post(f"{at}tin-thu").status_code == 404
    desk.post(f"{at}dong-y", scope="dossier", agreed="y", text_version="counter-1")
    assert desk.post(f"{at}tin-thu").status_code == 404
    assert db.session.scalar(select(func.count(Intent.id))) == 0


def test_the_digits_on_the_phone_prove_whose_it_is(desk: Desk) -> None:
    owner = follower("0912345678")
    at, intent = with_test(desk)
    stranger = follower("0912345678")  # claims the number, and never got the message
    visit_id = uuid.UUID(at.split("/")[-2])
    right = operations.digits(visit_id, owner)
    assert intent.params["check"] == right
    wrong = "0000" if right != "0000" else "1111"
    assert "chưa khớp" in Page(desk.post(f"{at}xac-nhan", check=wrong), status=422).text("#check-error")
    assert desk.post(f"{at}xac-nhan", check=right).status_code == 303
    proofs = {row.citizen_id: row.proof for row in db.session.execute(select(Phone.citizen_id, Phone.proof))}
    assert proofs == {owner: Proof.VERIFIED, stranger: Proof.CLAIMED}
    assert "Đã xác nhận" in Page(desk.browser.get(at)).text("main")


def test_guessing_the_digits_ends_after_five(desk: Desk) -> None:
    owner = follower("0912345678")
    at, _intent = with_test(desk)
    right = operations.digits(uuid.UUID(at.split("/")[-2]), owner)
    wrong = "0000" if right != "0000" else "1111"
    for _ in range(operations.MOST_WRONG):
        assert desk.post(f"{at}xac-nhan", check=wrong).status_code == 422
    assert desk.post(f"{at}xac-nhan", check=right).status_code == 429
    assert db.session.scalars(select(Phone.proof)).one() == Proof.CLAIMED


def test_the_slip_names_the_dossier_and_nothing_about_the_person(desk: Desk) -> None:
    dossier = dossier_of(desk)
    page = Page(desk.browser.get(f"{begun(desk, code=dossier.code)}phieu"))
    assert page.text("main .code") == dossier.code
    assert "678" not in page.text("main").replace(dossier.code, "")


def test_a_number_is_forgotten_after_a_day_and_the_yes_stays(desk: Desk) -> None:
    at = begun(desk, code=dossier_of(desk).code)
    desk.post(f"{at}dong-y", scope="dossier", agreed="y", text_version="counter-1")
    old = CounterVisit.at - operations.KEEP_NUMBERS
    db.session.execute(update(CounterVisit).values(at=old))
    db.session.commit()
    assert operations.forget_numbers() == 1
    assert desk.browser.get(at).status_code == 404
    assert db.session.scalar(select(func.count(Consent.id))) == 1


def test_the_receipt_is_printed_from_the_counter_and_only_there(desk: Desk) -> None:
    dossier = dossier_of(desk)
    page = Page(desk.browser.get(begun(desk, code=dossier.code)))
    href = page.links()["Giấy tiếp nhận hồ sơ"]
    answer = desk.browser.get(href)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    make_office(name="UBND phường Khác")
    other = make_dossier(DonViXuLy="UBND phường Khác")
    assert desk.browser.get(f"/desk/dossiers/{other.id}/giay-tiep-nhan.pdf").status_code == 404
    waiting = dossier_of(desk, TrangThaiHoSo="1", NgayTiepNhan=None)
    assert desk.browser.get(f"/desk/dossiers/{waiting.id}/giay-tiep-nhan.pdf").status_code == 404
