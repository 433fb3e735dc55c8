"""What a typed or tapped text is answered: R15's levels, R16's limits, consent only by the button."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.citizens import queries as citizens
from portal.citizens.models import Consent, Phone, Purpose
from portal.core.db import db
from portal.dossiers import messages as words
from portal.dossiers import queries
from portal.dossiers.models import Follow
from portal.dossiers.queries import Viewer
from tests.unit.chat.conftest import CODE, Answer, Tell, citizen
from tests.zalo_events import USER, followed, said, shared

Write = Callable[..., Answer]
Push = Callable[..., None]
OTHER = "1111111111111111111"
PAID = "Cấp giấy phép xây dựng nhà ở riêng lẻ"


def _count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _is_told(user_id: str = USER) -> bool:
    dossier_id = queries.id_of(CODE)
    return citizens.may_tell(citizen(user_id), Purpose.DOSSIER_NOTIFY, dossier_id)


def test_a_typed_code_is_answered_in_the_words_of_the_page(write: Write, push: Push) -> None:
    push()
    answer = write(f"cho tôi hỏi hồ sơ {CODE.lower()} với ạ")
    view = queries.view(CODE, Viewer())
    assert view is not None
    assert answer.text.startswith(words.as_text(view))
    assert words.words(4).title in answer.text


def test_the_code_alone_tells_no_name_and_offers_the_proofs(write: Write, push: Push) -> None:
    push()
    answer = write(CODE)
    assert "N***" not in answer.text
    assert "Nguyễn" not in answer.text
    assert "4 số cuối" in answer.text
    assert answer.payloads == [f"#theodoi {CODE}", "#sodienthoai"]
    assert answer.links == []


def test_typing_a_code_never_subscribes(write: Write, push: Push) -> None:
    push()
    write(CODE)
    write(f"{CODE} 5678")
    assert (_count(Consent), _count(Follow)) == (0, 0)


def test_the_last_four_digits_show_more_and_a_link(write: Write, push: Push) -> None:
    push(status=5, DanhSachHoSoBoSung=[{"DanhSachGiayToBoSung": ["Bản vẽ mặt bằng"]}])
    assert "Bản vẽ" not in write(CODE).text
    answer = write(f"{CODE} 5678")
    assert "Bản vẽ mặt bằng" in answer.text
    assert "4 số cuối" not in answer.text
    assert answer.payloads == [f"#theodoi {CODE} 5678"]
    assert len(answer.links) == 1
    assert "/h/" in answer.links[0]


def test_wrong_digits_and_a_missing_code_get_one_answer(write: Write, push: Push) -> None:
    push()
    wrong, missing = write(f"{CODE} 0000"), write("H44.12-260902-9999 5678")
    assert wrong == missing
    assert CODE not in wrong.text


def test_digits_stay_shut_after_three_wrong_ones(write: Write, push: Push) -> None:
    push()
    for digits in ("0001", "0002", "0003"):
        write(f"{CODE} {digits}")
    assert "chưa khớp" in write(f"{CODE} 5678").text


def test_a_claimed_phone_of_the_dossier_is_a_proof(tell: Tell, write: Write, push: Push) -> None:
    push()
    tell(shared("84912345678"))
    answer = write(CODE)
    assert "4 số cuối" not in answer.text
    assert len(answer.links) == 1
    assert answer.payloads == [f"#theodoi {CODE}"]


def test_the_button_gives_consent_with_the_event_as_evidence(tell: Tell, write: Write, push: Push) -> None:
    push()
    tell(followed())
    answer = write(write(f"{CODE} 5678").payloads[0])
    assert "đã đồng ý" in answer.text
    assert "Quan tâm" not in answer.text
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.purpose, consent.channel) == (Purpose.DOSSIER_NOTIFY, "oa")
    assert consent.evidence.startswith("inbox_event:")
    assert db.session.scalars(select(Follow.via)).one() == "digits"
    assert _is_told()


def test_who_does_not_follow_the_account_is_asked_to(write: Write, push: Push) -> None:
    push()
    assert "Quan tâm" in write(f"#theodoi {CODE} 5678").text


def test_the_button_is_gone_once_they_are_told(tell: Tell, write: Write, push: Push) -> None:
    push()
    tell(shared("84912345678"))
    write(f"#theodoi {CODE}")
    assert write(CODE).payloads == []


@pytest.mark.parametrize(
    "payload", [f"#theodoi {CODE}", f"#theodoi {CODE} 0000", f"query:1:x:#theodoi {CODE}"]
)
def test_somebody_elses_dossier_is_not_followed_without_proof(write: Write, push: Push, payload: str) -> None:
    push()
    answer = write(payload, OTHER)
    assert "4 số cuối" in answer.text
    assert (_count(Consent), _count(Follow)) == (0, 0)


@pytest.mark.parametrize("status", [3, 7, 8, 10])
def test_an_ended_dossier_is_not_followed(write: Write, push: Push, status: int) -> None:
    push(status=status)
    assert not [payload for payload in write(CODE).payloads if payload.startswith("#theodoi")]
    assert "đã kết thúc" in write(f"#theodoi {CODE} 5678").text
    assert _count(Consent) == 0


def test_a_missing_dossier_is_told_kindly(write: Write) -> None:
    assert "Chưa có thông tin" in write(CODE).text
    assert "Chưa có thông tin" in write(f"#theodoi {CODE}").text


@pytest.mark.parametrize("text", ["dừng", "Dừng.", "dung", "STOP", "dừng nhận thông báo", "#dung"])
def test_stop_takes_every_consent_back(tell: Tell, write: Write, push: Push, text: str) -> None:
    push()
    tell(shared("84912345678"))
    write(f"#theodoi {CODE}")
    assert "Đã dừng" in write(text).text
    assert not _is_told()


@pytest.mark.parametrize("text", [f"dừng {CODE}", f"dung {CODE.lower()}", f"#dung {CODE}"])
def test_stop_with_a_code_takes_that_consent_back(tell: Tell, write: Write, push: Push, text: str) -> None:
    push()
    push("H44.12-260902-0001")
    tell(shared("84912345678"))
    write(f"#theodoi {CODE}")
    write("#theodoi H44.12-260902-0001")
    assert CODE in write(text).text
    assert not _is_told()
    other = queries.id_of("H44.12-260902-0001")
    assert citizens.may_tell(citizen(), Purpose.DOSSIER_NOTIFY, other)


@pytest.mark.parametrize(
    "text", ["đúng", "đúng rồi", "dùng thế nào", "dung hang o dau", "Tôi muốn dừng xe ở đâu"]
)
def test_words_that_only_look_like_stop_stop_nothing(tell: Tell, write: Write, push: Push, text: str) -> None:
    push()
    tell(shared("84912345678"))
    write(f"#theodoi {CODE}")
    write(text)
    assert _is_told()


def test_after_stop_the_button_starts_again(tell: Tell, write: Write, push: Push) -> None:
    push()
    tell(shared("84912345678"))
    for text in (f"#theodoi {CODE}", "dừng", f"#theodoi {CODE}"):
        write(text)
    assert _is_told()


def test_a_near_miss_is_asked_about_and_never_corrected(write: Write, push: Push) -> None:
    push()
    answer = write("H44.12.260902.0975")
    assert "Ý ông/bà" in answer.text
    assert CODE in answer.payloads
    assert words.words(4).title not in answer.text


def test_three_codes_are_answered_in_one_message(write: Write, push: Push) -> None:
    codes = [f"H44.12-260902-000{n}" for n in range(1, 5)]
    for code in codes:
        push(code)
    answer = write(" ".join(codes))
    assert [code in answer.text for code in codes] == [True, True, True, False]
    assert answer.payloads == [f"#theodoi {code}" for code in codes[:3]]


@pytest.mark.parametrize("number", ["0912345678", "+84 912 345 678", "079123456789", "079 123 456 789"])
def test_a_persons_number_is_refused_kindly_and_not_kept(write: Write, number: str) -> None:
    answer = write(number)
    assert "không tra cứu bằng số" in answer.text
    assert "#sodienthoai" in answer.payloads
    assert number not in answer.text
    assert _count(Phone) == 0


def test_a_code_of_a_day_that_cannot_be_is_explained_never_guessed(write: Write) -> None:
    told = write("hồ sơ H44.12-990715-0012 tới đâu rồi")
    assert told is not None
    assert told.text.startswith("Ngày trong mã vừa nhắn chưa đúng")


def test_a_receipt_of_social_insurance_is_sent_on(write: Write) -> None:
    assert "Bảo hiểm xã hội" in write("03706/2026/07906").text


def test_a_code_of_another_system_is_found_exactly(write: Write, push: Push) -> None:
    push("TTHC/2026/77")
    assert "TTHC/2026/77" in write("TTHC/2026/77").text
    assert len(write("TTHC/2026/77 5678").links) == 1


@pytest.mark.parametrize("text", ["trợ giúp", "?", "…", "cho em hỏi", "#trogiup", "#gi"])
def test_help_gets_the_guide(write: Write, text: str) -> None:
    answer = write(text)
    assert "Ông/bà có thể nhắn" in answer.text
    assert len(answer.links) == 3
    assert answer.payloads == ["#gapcanbo"]


def test_how_to_share_a_phone_is_explained(write: Write) -> None:
    assert "chia sẻ thông tin" in write("#sodienthoai").text


def test_an_unknown_procedure_code_leads_to_the_search(write: Write) -> None:
    assert write("1.999999").links == ["http://127.0.0.1:8000/thu-tuc/"]


def test_ten_lookups_a_minute_then_one_word_then_silence(tell: Tell, write: Write, push: Push) -> None:
    push()
    for _ in range(10):
        assert CODE in write(CODE).text
    assert "chờ một phút" in write(CODE).text
    assert tell(said(CODE)) is None
    assert CODE in write(CODE, OTHER).text, "each person has a limit of their own"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u200b", "😀", "a" * 20_000, "'; DROP TABLE dossier;--", "{text}", "<b>", "H44.12-" * 500],
)
def test_any_text_is_answered_calmly(tell: Tell, text: str) -> None:
    answer = tell(said(text))
    assert answer is None or answer.text
