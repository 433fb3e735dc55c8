"""Whole sentences: what is asked for, greetings, what is none of our business, and too much of it."""

from collections.abc import Callable

import pytest

from portal.core import settings
from portal.notifications.messages import MOST_BUTTONS, MOST_SIGNS, MOST_TITLE_SIGNS
from tests.factories import make_procedure
from tests.unit.chat.conftest import CODE, Answer, Tell
from tests.zalo_events import said

Write = Callable[..., Answer]
Push = Callable[..., None]
CARD = "Cấp lại thẻ căn cước"


@pytest.fixture
def catalogue(ctx: object) -> str:
    """Three procedures; the code of the one that is asked for."""
    make_procedure(name="Thủ tục yêu cầu trợ giúp pháp lý", field="Trợ giúp pháp lý")
    make_procedure(name="Cấp giấy phép xây dựng nhà ở riêng lẻ", field="Hoạt động xây dựng")
    return make_procedure(name=CARD, field="Căn cước")


@pytest.mark.parametrize(
    "text", ["làm lại căn cước", "lam lai can cuoc", "cho em hỏi làm lại căn cước cần giấy tờ gì ạ"]
)
def test_a_question_gets_the_procedures_that_fit_and_their_pages(
    write: Write, catalogue: str, text: str
) -> None:
    answer = write(text)
    assert f"http://127.0.0.1:8000/thu-tuc/{catalogue}/" in answer.links
    assert answer.buttons[0].title == CARD
    assert answer.links[-1] == "http://127.0.0.1:8000/thu-tuc/"


@pytest.mark.parametrize(
    "text", ["hôm nay trời đẹp quá", "tôi yêu bạn", "bạn tên gì", "asdf", "bóng đá tối nay"]
)
def test_what_is_none_of_our_business_gets_one_polite_sentence_and_the_doors(
    write: Write, catalogue: str, text: str
) -> None:
    answer = write(text)
    assert "Trang chỉ trả lời về thủ tục và hồ sơ" in answer.text
    assert answer.text.count(".") == 1
    assert len(answer.links) == 3
    assert answer.payloads == ["#gapcanbo"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Xin chào", "xin chào ông/bà"),
        ("alo", "xin chào ông/bà"),
        ("cảm ơn cán bộ nhiều", "Cảm ơn ông/bà"),
        ("ok", "Cảm ơn"),
    ],
)
def test_politeness_is_answered_politely(write: Write, text: str, word: str) -> None:
    assert word in write(text).text


@pytest.mark.parametrize("text", ["nhận lại thông báo", "nhan lai"])
def test_how_to_come_back_is_told_and_nothing_is_agreed_to(write: Write, text: str) -> None:
    assert "Nhận thông báo hồ sơ này" in write(text).text


def test_stop_tells_how_to_come_back(write: Write) -> None:
    assert "Muốn nhận lại" in write("không nhận tin nữa").text


def test_a_code_inside_a_pasted_sentence_is_found(write: Write, push: Push) -> None:
    push()
    text = f"Chào cán bộ, hồ sơ của tôi số {CODE.replace('-', ' – ')} nộp hôm 2/9 tới đâu rồi ạ? Cảm ơn!"
    assert CODE in write(text).text


def test_too_many_messages_get_one_word_and_then_none(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings.get().model_copy(update={"chat_per_minute": 3})
    monkeypatch.setattr(settings, "get", lambda: chosen)
    answers = [tell(said("xin chào")) for _ in range(6)]
    assert [answer is not None for answer in answers] == [True, True, True, True, False, False]
    assert answers[3] is not None
    assert "chờ một phút" in answers[3].text


@pytest.mark.parametrize("text", ["dừng", f"dừng hồ sơ {CODE}", f"#dung {CODE}"])
def test_stop_is_done_even_when_nobody_answers_any_more(
    tell: Tell, write: Write, push: Push, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    from tests.unit.chat.test_answers import _is_told  # noqa: PLC0415 - one way of asking

    push()
    write(f"#theodoi {CODE} 5678")
    assert _is_told()
    chosen = settings.get().model_copy(update={"chat_per_minute": 1})
    monkeypatch.setattr(settings, "get", lambda: chosen)
    tell(said("xin chào"))
    tell(said(text))
    assert not _is_told()


@pytest.mark.parametrize(
    "text", ["trợ giúp", "xin chào", "làm lại căn cước", "dừng", "gặp cán bộ", "lạc đề quá đi"]
)
def test_every_answer_keeps_to_zalos_limits(write: Write, catalogue: str, text: str) -> None:
    answer = write(text)
    assert 0 < len(answer.text) <= MOST_SIGNS
    assert len(answer.buttons) <= MOST_BUTTONS
    assert all(0 < len(button.title) <= MOST_TITLE_SIGNS for button in answer.buttons)
    assert all(len(button.payload) <= 1000 for button in answer.buttons)
