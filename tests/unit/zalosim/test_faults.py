"""Each way to fail looks from outside like the failure it plays, and says truly what was accepted."""

import contextlib
import http.client
import json
import socket
import time
from typing import Any

import pytest

from tests.unit.zalosim.outside import Client
from zalosim.server import Sim

CS = "/v3.0/oa/message/cs"


def send_raw(client: Client) -> tuple[int, bytes]:
    body = {"recipient": {"user_id": "6713920485510237746"}, "message": {"text": "Xin chào"}}
    headers = {"access_token": "SimAccessToken", "content__type": "application/json"}
    status, _, answer = client.raw("POST", CS, json.dumps(body).encode(), **headers)
    return status, answer


def is_json(raw: bytes) -> bool:
    with contextlib.suppress(ValueError):
        json.loads(raw)
        return True
    return False


ANSWERED: list[tuple[dict[str, Any], int, bytes, int]] = [
    ({"what": "status", "status": 503, "body": {"a": 1}}, 503, b'{"a": 1}', 0),
    ({"what": "status", "status": 500, "accept": True}, 500, b"<html>", 1),
    ({"what": "html"}, 502, b"<html>", 0),
    ({"what": "html", "status": 504, "accept": True}, 504, b"504 Bad", 1),
    ({"what": "empty"}, 200, b"", 0),
    ({"what": "empty", "accept": True}, 200, b"", 1),
    ({"what": "error", "error": -230}, 200, b'"error": -230', 0),
    ({"what": "error", "error": -200, "accept": True}, 200, b'"error": -200', 1),
    ({"what": "rate-limit"}, 200, b'"error": -32', 0),
    ({"what": "status", "status": 429}, 429, b"", 0),
]


@pytest.mark.parametrize(("fault", "status", "part", "accepted"), ANSWERED)
def test_an_answer_can_be_wrong(
    client: Client, sim: Sim, fault: dict[str, Any], status: int, part: bytes, accepted: int
) -> None:
    sim.faults([fault | {"endpoint": CS, "times": 1}])
    found, body = send_raw(client)
    assert (found, part in body, len(sim.accepted())) == (status, True, accepted)
    assert client.send()["error"] == 0


@pytest.mark.parametrize(
    ("what", "problem", "accepted"),
    [
        ("reset", ConnectionResetError, 0),
        ("close", http.client.RemoteDisconnected, 0),
        ("accept-then-close", http.client.RemoteDisconnected, 1),
        ("accept-then-reset", ConnectionResetError, 1),
        ("cut", http.client.IncompleteRead, 1),
    ],
)
def test_a_connection_can_break(
    client: Client, sim: Sim, what: str, problem: type[Exception], accepted: int
) -> None:
    sim.faults([{"what": what, "endpoint": CS, "times": 1}])
    with pytest.raises(problem):
        send_raw(client)
    assert len(sim.accepted()) == accepted


def test_json_can_be_truncated_within_a_sound_reply(client: Client, sim: Sim) -> None:
    sim.faults([{"what": "truncated", "times": 1}])
    status, body = send_raw(client)
    assert (status, is_json(body), len(sim.accepted())) == (200, False, 1)


def test_a_slow_answer_comes_before_or_after_the_effect(client: Client, sim: Sim) -> None:
    for accept, expected in ((False, 0), (True, 1)):
        sim.reset()
        sim.faults([{"what": "delay", "seconds": 0.6, "accept": accept, "times": 1}])
        connection = socket.create_connection(("127.0.0.1", sim.port))
        body = b'{"recipient":{"user_id":"6713920485510237746"},"message":{"text":"a"}}'
        head = f"POST {CS} HTTP/1.1\r\nHost: a\r\naccess_token: SimAccessToken\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        time.sleep(0.2)
        connection.close()
        assert len(sim.accepted()) == expected
        time.sleep(0.7)
        assert len(sim.accepted()) == 1, "a client that hangs up does not undo the message"


def test_a_drip_keeps_every_read_short_and_the_whole_long(client: Client, sim: Sim) -> None:
    sim.faults([{"what": "drip", "seconds": 0.5, "times": 1}])
    started = time.monotonic()
    status, body = send_raw(client)
    assert status == 200
    assert is_json(body)
    assert time.monotonic() - started >= 0.5


@pytest.mark.parametrize("status", [0, 502])
def test_a_message_can_be_accepted_long_after_the_answer(client: Client, sim: Sim, status: int) -> None:
    sim.faults([{"what": "late-accept", "seconds": 0.3, "status": status, "times": 1}])
    if status:
        assert send_raw(client)[0] == 502
    else:
        with pytest.raises(http.client.RemoteDisconnected):
            send_raw(client)
    assert sim.accepted() == []
    time.sleep(0.6)
    assert len(sim.accepted()) == 1


def test_a_late_message_does_not_reach_the_next_test(client: Client, sim: Sim) -> None:
    sim.faults([{"what": "late-accept", "seconds": 0.2, "status": 502, "times": 1}])
    send_raw(client)
    sim.reset()
    time.sleep(0.4)
    assert sim.accepted() == []


def test_a_share_is_the_same_for_the_same_seed(client: Client, sim: Sim) -> None:
    def pattern(seed: int) -> str:
        sim.faults([{"what": "error", "error": -200, "share": 0.5, "seed": seed}])
        return "".join(str(client.send()["error"] != 0)[0] for _ in range(40))

    first = pattern(7)
    assert 8 < first.count("T") < 32
    assert (pattern(7) == first, pattern(8) == first) == (True, False)


def test_rules_choose_the_call_and_count(client: Client, sim: Sim, an: str) -> None:
    rules = [
        {"what": "error", "error": -1, "endpoint": "/v2.0/*"},
        {"what": "error", "error": -2, "endpoint": CS, "user_id": "999"},
        {"what": "error", "error": -3, "endpoint": CS, "skip": 1, "times": 2},
    ]
    assert client.post("/_sim/faults", rules)["faults"][0]["hits"] == 0
    assert client.get("/v2.0/oa/getoa")["error"] == -1
    assert [client.send(user_id=user)["error"] for user in (an, "999", an, an, an)] == [0, -2, -3, -3, 0]
    assert [rule["hits"] for rule in client.get("/_sim/faults")["faults"]] == [1, 1, 2]
    client.post("/_sim/faults", {"faults": []})
    assert client.get("/v2.0/oa/getoa")["error"] == 0


def test_good_answers_vary(client: Client, sim: Sim, an: str) -> None:
    sim.faults([{"what": "vary", "variants": ["numbers", "extra", "no_message"], "times": 1}])
    answer = client.send()
    assert (answer["data"]["user_id"], "message" in answer, "trace_id" in answer) == (int(an), False, True)


@pytest.mark.parametrize(
    "rule",
    [{"what": "explode"}, {"what": "html", "sometimes": 1}, {}, [1], {"what": "status", "status": "x"}],
)
def test_a_faulty_rule_is_refused_and_changes_nothing(client: Client, sim: Sim, rule: Any) -> None:
    sim.faults([{"what": "html"}])
    assert "error" in client.post("/_sim/faults", [rule] if isinstance(rule, dict) else rule)
    assert len(client.get("/_sim/faults")["faults"]) == 1
