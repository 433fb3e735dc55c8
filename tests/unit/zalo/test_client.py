"""Every way a call can end, against a server that misbehaves on order."""

import json
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from portal.notifications.messages import Button
from portal.zalo import answers, codes
from portal.zalo.client import ZaloClient
from portal.zalo.codes import Class, Outcome
from tests.fault.stub import Stub


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(patience=3.0) as running:
        yield running


def speaking(url: str, timeout: float = 1.0) -> ZaloClient:
    return ZaloClient(url, SecretStr("t0ken"), timeout=timeout, connect_timeout=0.5)


def test_a_good_answer_gives_the_id(stub: Stub) -> None:
    assert len(speaking(stub.url).send_text("3121580683432309200", "Chào ông/bà")) == 20
    (taken,) = stub.taken
    assert (taken.user_id, taken.text, taken.path) == (
        "3121580683432309200",
        "Chào ông/bà",
        "/v3.0/oa/message/cs",
    )
    assert "\r\naccess_token: t0ken\r\n" in stub.requests[0]
    assert "Authorization" not in stub.requests[0]


def test_the_other_door(stub: Stub) -> None:
    speaking(stub.url).send_text("1", "a", version=2)
    assert stub.taken[0].path == "/v2.0/oa/message"


def test_buttons_as_zalo_wants_them(stub: Stub) -> None:
    buttons = [
        Button("Xem hồ sơ", "url", "http://127.0.0.1/h/x"),
        Button("Nhận thông báo", "query", "#nhan"),
        Button("Gọi 1022", "phone", "1022"),
    ]
    speaking(stub.url).send_text("1", "a", buttons)
    message = json.loads(json.dumps(stub.taken[0].body))["message"]
    assert message["attachment"]["type"] == "template"
    assert message["attachment"]["payload"]["buttons"] == [
        {"title": "Xem hồ sơ", "type": "oa.open.url", "payload": {"url": "http://127.0.0.1/h/x"}},
        {"title": "Nhận thông báo", "type": "oa.query.show", "payload": "#nhan"},
        {"title": "Gọi 1022", "type": "oa.open.phone", "payload": {"phone_code": "1022"}},
    ]


@pytest.mark.parametrize(
    "how",
    ["502", "502_taken", "html", "garbage", "empty", "cut", "huge", "redirect", "no_id", "close", "reset"],
)
def test_what_is_not_the_agreed_answer_leaves_it_unknown(stub: Stub, how: str) -> None:
    stub.choose = lambda _: how
    with pytest.raises(answers.Unclear) as caught:
        speaking(stub.url).send_text("1", "a")
    assert caught.value.outcome is Outcome.UNKNOWN
    assert stub.asked == [how]  # asked once: no retry, no redirect followed


@pytest.mark.parametrize("how", ["quiet", "drip", "late"])
def test_the_deadline_holds_whatever_the_server_does(stub: Stub, how: str) -> None:
    stub.choose = lambda _: how
    begun = time.monotonic()
    with pytest.raises(answers.Unclear):
        speaking(stub.url, timeout=0.6).send_text("1", "a")
    assert 0.5 < time.monotonic() - begun < 1.5


def test_nobody_listening_is_proven_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    with pytest.raises(answers.NotSent) as caught:
        speaking(f"http://127.0.0.1:{port}").send_text("1", "a")
    assert caught.value.outcome is Outcome.NOT_SENT


def test_a_failed_greeting_is_proven_not_sent(stub: Stub) -> None:
    with pytest.raises(answers.NotSent):
        speaking(stub.url.replace("http://", "https://"), timeout=0.5).send_text("1", "a")
    assert stub.taken == []


def test_a_host_that_does_not_exist_is_proven_not_sent() -> None:
    with pytest.raises(answers.NotSent):
        speaking("http://nowhere.invalid").send_text("1", "a")


def test_429_says_when_to_come_back(stub: Stub) -> None:
    stub.choose = lambda _: "429"
    with pytest.raises(answers.NotNow) as caught:
        speaking(stub.url).send_text("1", "a")
    assert (caught.value.code, caught.value.retry_after) == (codes.RATE, 90.0)


@pytest.mark.parametrize("number", [*codes.CODES, -9999, 452])
def test_each_code_ends_as_its_class_says(number: int) -> None:
    raw = json.dumps({"error": number, "message": "x"}).encode()
    with pytest.raises(answers.ZaloError) as caught:
        answers.message_id(200, {}, raw)
    assert caught.value.code == number
    assert caught.value.outcome is codes.meaning(number).outcome


def test_the_table_holds_every_listed_code() -> None:
    by_class = {kind: {n for n, code in codes.CODES.items() if code.kind is kind} for kind in Class}
    assert by_class[Class.TOKEN] == {-216, -220}
    assert by_class[Class.WINDOW] == {-211, -218, -234, -311}
    assert by_class[Class.SWITCH] == {-235, -240}
    assert by_class[Class.USER] == {-213, -217, -222, -227, -230, -232, -244, -305}
    assert by_class[Class.AMBIGUOUS] == {-200}
    assert by_class[Class.REUPLOAD] == {-100}
    assert len(codes.CODES) == 46
    assert codes.meaning(-12345).outcome is Outcome.UNKNOWN
    assert all(code.said.endswith(".") for code in codes.CODES.values())


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        (200, b'{"error": "0", "data": {"message_id": 31215806834323092}}'),
        (200, b'{"error": 0, "data": {"message_id": "e1a6", "sent_time": "1", "quota": {}}, "more": []}'),
    ],
)
def test_ids_and_codes_may_come_as_text_or_number(status: int, raw: bytes) -> None:
    assert answers.message_id(status, {}, raw) in {"31215806834323092", "e1a6"}


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        (200, b'{"data": {"message_id": "x"}}'),
        (200, b'{"error": true, "data": {"message_id": "x"}}'),
        (200, b'{"error": null, "data": {"message_id": "x"}}'),
        (200, b'{"error": 0, "data": {"message_id": ""}}'),
        (200, b'{"error": 0, "data": ["x"]}'),
        (200, b'[{"error": 0}]'),
        (200, b'{"error": 0, "error": -213, "data": {"message_id": "x"}}'),
        (201, b'{"error": 0, "data": {"message_id": "x"}}'),
        (404, b"empty api"),
        (500, b'{"error": -213}'),
    ],
)
def test_doubtful_answers_are_unknown(status: int, raw: bytes) -> None:
    with pytest.raises(answers.Unclear):
        answers.message_id(status, {}, raw)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: speaking("http://127.0.0.1:9").send_text("1", "x" * 2001),
        lambda: speaking("http://127.0.0.1:9").send_text("1", ""),
        lambda: speaking("http://127.0.0.1:9").send_text("1", "x", [Button("a", "query", "#a")] * 6),
        lambda: speaking("http://127.0.0.1:9").send_text("1", "x", [Button("a" * 101, "query", "#a")]),
        lambda: speaking("http://127.0.0.1:9").send_text("1", "x", [Button("", "query", "#a")]),
    ],
)
def test_limits_are_checked_before_the_call(wrong: Callable[[], str]) -> None:
    with pytest.raises(answers.Refused):
        wrong()
