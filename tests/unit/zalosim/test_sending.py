"""Sending to a citizen: what is accepted and listed, what is refused and is not."""

from typing import Any

import pytest

from tests.unit.zalosim.outside import Client, Receiver
from zalosim.server import Sim


def button(**members: Any) -> dict[str, Any]:
    made = {"title": "Xem", "type": "oa.open.url", "payload": {"url": "https://x.example.invalid/"}}
    return made | members


def with_buttons(*buttons: dict[str, Any], text: str = "Chọn") -> dict[str, Any]:
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": list(buttons)}}}


def test_an_accepted_text_is_answered_listed_and_shown(client: Client, sim: Sim, an: str) -> None:
    answer = client.send("Hồ sơ đã xong")
    assert answer["error"] == 0
    assert answer["data"]["user_id"] == an
    listed = client.get("/_sim/accepted?since=0")
    assert listed["last"] == 1
    (entry,) = listed["accepted"]
    assert entry["message_id"] == answer["data"]["message_id"]
    assert (entry["n"], entry["path"], entry["user_id"]) == (1, "/v3.0/oa/message/cs", an)
    assert entry["body"]["message"] == {"text": "Hồ sơ đã xong"}
    assert entry["headers"]["access_token"] == "SimA***en"
    assert "SimAccessToken" not in str(listed)
    assert client.get("/_sim/accepted?since=1")["accepted"] == []
    assert sim.chat(an)[-1]["text"] == "Hồ sơ đã xong"


def test_the_same_text_twice_is_two_messages(client: Client, sim: Sim) -> None:
    assert client.send()["data"]["message_id"] != client.send()["data"]["message_id"]
    assert [entry["n"] for entry in sim.accepted()] == [1, 2]


@pytest.mark.parametrize(
    ("oa_type", "version", "code"), [(2, "3", 0), (2, "2", -240), (4, "3", -235), (4, "2", 0)]
)
def test_the_kind_of_account_decides_the_door(
    client: Client, sim: Sim, oa_type: int, version: str, code: int
) -> None:
    sim.configure(oa_type=oa_type)
    assert client.get("/v2.0/oa/getoa")["data"]["oa_type"] == oa_type
    assert client.send(version=version)["error"] == code
    assert len(sim.accepted()) == (code == 0)


def test_a_token_is_taken_from_its_own_header_only(client: Client, sim: Sim) -> None:
    for headers in (
        {"access_token": "other"},
        {"access_token": "", "authorization": "Bearer SimAccessToken"},
    ):
        assert client.get("/v2.0/oa/getoa", **headers)["error"] == -216
    assert client.get("/v2.0/oa/getoa?access_token=SimAccessToken", access_token="")["error"] == -216
    sim.world.tokens.grants["SimAccessToken"].expires = sim.world.clock.now_ms() + 1000
    assert client.send()["error"] == 0
    sim.world.clock.advance(2)
    assert client.send()["error"] == -216
    assert len(sim.accepted()) == 1


BAD = [
    ({"text": ""}, -201, "text"),
    ({"text": 7}, -201, "text"),
    ({"text": "a" * 2001}, -210, ""),
    (with_buttons(*[button()] * 6), -210, ""),
    (with_buttons(button(title="a" * 101)), -210, ""),
    (with_buttons(button(type="oa.open.window")), -201, "type"),
    (with_buttons(button(payload={})), -201, "url"),
    (with_buttons(button(), text=" "), -201, "text"),
    (with_buttons(button(type="oa.query.show", payload={"a": 1})), -201, "payload"),
    ({"attachment": {"type": "file", "payload": {"token": "no"}}}, -201, "token"),
    ({"attachment": {"type": "carrier-pigeon", "payload": {}}}, -233, ""),
]


@pytest.mark.parametrize(("message", "code", "name"), BAD)
def test_a_faulty_message_is_refused_by_name(
    client: Client, sim: Sim, message: dict[str, Any], code: int, name: str
) -> None:
    answer = client.message(message)
    assert answer["error"] == code
    assert answer["message"].startswith(f"{name} is invalid" if name else "")
    assert sim.accepted() == []


def test_limits_themselves_are_allowed(client: Client) -> None:
    assert client.message({"text": "ư" * 2000})["error"] == 0
    assert client.message(with_buttons(*[button(title="ư" * 100)] * 5))["error"] == 0


def test_bodies_that_are_no_json_object_are_refused(client: Client, an: str) -> None:
    token = {"access_token": "SimAccessToken", "content__type": "application/json"}
    for raw in (b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000):
        status, _, body = client.raw("POST", "/v3.0/oa/message/cs", raw, **token)
        assert status == 200
        assert b"-201" in body
    plain = client.raw("POST", "/v3.0/oa/message/cs", b"{}", **token | {"content__type": "text/plain"})
    assert b"body is invalid" in plain[2]


def test_the_last_interaction_opens_and_closes_the_window(client: Client, sim: Sim, an: str) -> None:
    assert client.send(user_id="999")["error"] == -201
    sim.unfollow(an)
    assert client.send()["error"] == -213
    sim.person(an).is_following = True
    assert client.send()["error"] == -232
    sim.say(an, "xin chào")
    sim.world.clock.advance(7 * 24 * 3600 - 10)
    assert client.send()["error"] == 0
    sim.world.clock.advance(20)
    assert client.send()["error"] == -230
    sim.configure(windows=False)
    assert client.send()["error"] == 0


@pytest.mark.parametrize(("flag", "code"), [("restricted", -244), ("banned", -222), ("full", -218)])
def test_a_person_may_be_out_of_reach(client: Client, sim: Sim, an: str, flag: str, code: int) -> None:
    setattr(sim.person(an), flag, True)
    assert client.send()["error"] == code


def test_the_day_quota_runs_out_and_comes_back(client: Client, sim: Sim) -> None:
    sim.configure(message_quota=2)
    assert [client.send()["error"] for _ in range(3)] == [0, 0, -211]
    sim.world.clock.advance(24 * 3600)
    assert client.send()["error"] == 0


def test_the_rate_limit_counts_down_in_the_headers(client: Client, sim: Sim) -> None:
    sim.world.clock.set("2026-03-02T10:00:00")
    sim.configure(rate_limit=2)
    answers = [client.raw("GET", "/v2.0/oa/getoa", access_token="SimAccessToken") for _ in range(3)]
    assert [headers["x-ratelimit-remain"] for _, headers, _ in answers] == ["1", "0", "0"]
    assert b'"error": -32' in answers[2][2]
    sim.world.clock.advance(61)
    assert client.get("/v2.0/oa/getoa")["error"] == 0


def test_the_echo_and_the_receipt_follow_an_accepted_send(
    client: Client, sim: Sim, receiver: Receiver, an: str
) -> None:
    message_id = client.send("Mã tham chiếu 7F3")["data"]["message_id"]
    assert sim.settle()
    (echo,) = receiver.events("oa_send_text")
    assert echo["message"] == {"text": "Mã tham chiếu 7F3", "msg_id": message_id}
    assert (echo["sender"]["id"], echo["recipient"]["id"]) == ("2958416037745520183", an)
    (receipt,) = receiver.events("user_received_message")
    assert receipt["message"] == {"msg_id": message_id}


def test_echo_and_receipt_can_be_switched_off(client: Client, sim: Sim, receiver: Receiver) -> None:
    sim.configure(echo=False, receipts=False)
    client.send()
    client.send("a" * 3000)
    assert sim.settle()
    assert receiver.calls == []


def test_a_lost_send_can_be_found_in_the_conversation(client: Client, sim: Sim, an: str) -> None:
    message_id = client.send("Tìm lại được")["data"]["message_id"]
    found = client.get(f"/v2.0/oa/conversation?data=%7B%22user_id%22%3A%22{an}%22%2C%22offset%22%3A0%7D")[
        "data"
    ]
    assert (found[0]["message_id"], found[0]["message"], found[0]["src"]) == (message_id, "Tìm lại được", 0)
    recent = client.get("/v2.0/oa/listrecentchat?data=%7B%22offset%22%3A0%2C%22count%22%3A10%7D")["data"]
    assert recent[0]["message_id"] == message_id
    assert isinstance(recent[0]["time"], int)
    assert client.get("/v2.0/oa/listrecentchat")["error"] == -201
    assert client.get("/v2.0/oa/listrecentchat?data=%7B%22count%22%3A11%7D")["error"] == -210
    sim.configure(conversations=False)
    assert client.get("/v2.0/oa/listrecentchat?data=%7B%7D")["error"] == -223
