"""The control addresses, the program itself, and what outlives a restart."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.zalosim.outside import AN, Client
from zalosim.identity import Identity
from zalosim.server import Sim


def test_reset_forgets_and_sets(client: Client, sim: Sim, an: str) -> None:
    client.send()
    sim.faults([{"what": "html", "endpoint": "/none"}])
    client.post("/_sim/followers", {"count": 3})
    stands = client.post(
        "/_sim/reset", {"oa_type": 4, "access_token": "Other", "clock": "2026-03-02T23:30:00"}
    )
    assert (stands["followers"], stands["accepted"]["last"], stands["faults"]) == (1, 0, 0)
    assert stands["local"].startswith("2026-03-02T23:30")
    assert sim.chat(an) == []
    assert client.send(version="2")["error"] == 0
    assert client.get("/v2.0/oa/getoa", access_token="Other")["error"] == 0
    client.post("/_sim/reset")
    assert client.get("/v2.0/oa/getoa", access_token="Other")["error"] == -216
    assert client.get("/v2.0/oa/getoa")["data"]["oa_type"] == 2


@pytest.mark.parametrize(
    "body", [{"oa_kind": 2}, {"oa_type": "two"}, {"webhook_url": "ftp://x"}, {"clock": "soon"}]
)
def test_a_faulty_setting_is_told(client: Client, body: dict[str, Any]) -> None:
    assert client.raw("POST", "/_sim/reset", json.dumps(body).encode())[0] == 400


def test_followers_are_invented_or_named(client: Client) -> None:
    invented = client.post("/_sim/followers", {"count": 120})["followers"]
    assert len({one["user_id"] for one in invented} | {one["phone"] for one in invented}) == 240
    named = [{"user_id": "42", "name": "Bà Tư", "phone": "+84 90 111 2222", "last_interaction": None}]
    assert client.post("/_sim/followers", named)["followers"][0]["phone"] == "84901112222"
    page = client.get("/v3.0/oa/user/getlist?data=%7B%22offset%22%3A100%2C%22count%22%3A50%7D")["data"]
    assert (page["total"], len(page["users"])) == (121, 21)
    assert client.get("/v3.0/oa/user/getlist?data=%7B%22count%22%3A51%7D")["error"] == -210
    assert client.get("/v3.0/oa/user/getlist?data=%7B%22offset%22%3A9951%7D")["error"] == -210
    assert "error" in client.post("/_sim/followers", [{"user_id": "abc"}])


def test_a_state_agency_lists_its_followers_the_old_way(client: Client, sim: Sim, an: str) -> None:
    sim.configure(oa_type=4)
    assert client.get("/v3.0/oa/user/getlist?data=%7B%7D")["error"] == -235
    assert client.get("/v2.0/oa/getfollowers?data=%7B%7D")["data"]["followers"] == [{"user_id": an}]
    profile = client.get(f"/v2.0/oa/getprofile?data=%7B%22user_id%22%3A%22{an}%22%7D")["data"]
    assert profile["display_name"] == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
    ],
)
def test_only_this_machine_may_control(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.raw("GET", "/_sim/state", None, **headers)[0] == status


def test_unknown_addresses_and_methods(client: Client) -> None:
    assert client.raw("GET", "/_sim/nothing")[0] == 404
    assert client.raw("GET", "/_sim/reset")[0] == 405
    assert client.raw("GET", "/nowhere")[2] == b"empty api"
    assert client.get("/v2.0/oa/nowhere")["error"] == -209
    assert client.raw("GET", "/static/../server.py")[0] == 404


def test_broken_http_is_answered_and_harms_nobody(client: Client, sim: Sim) -> None:
    for raw in (
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"A" * 70_000 + b"\n",
    ):
        with socket.create_connection(("127.0.0.1", sim.port), timeout=5) as connection:
            connection.sendall(raw)
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert client.send()["error"] == 0


def test_keep_alive_and_chunks(sim: Sim) -> None:
    body = b'{"recipient":{"user_id":"6713920485510237746"},"message":{"text":"t\xe1\xbb\xabng kh\xc3\xbac"}}'
    head = b"POST /v3.0/oa/message/cs HTTP/1.1\r\nHost: a\r\naccess_token: SimAccessToken\r\n"
    head += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:30], body[30:]))
    with socket.create_connection(("127.0.0.1", sim.port), timeout=5) as connection:
        for _ in range(2):
            connection.sendall(head + chunks + b"0\r\n\r\n")
            assert b'"error": 0' in connection.recv(4096)
    assert [entry["body"]["message"]["text"] for entry in sim.accepted()] == ["từng khúc"] * 2


def test_people_chats_tokens_and_the_counter_outlive_a_restart(tmp_path: Path, an: str) -> None:
    state = tmp_path / "zalosim.json"
    with Sim(identity=Identity(), people=[AN | {"is_following": False}], state=state) as first:
        first.follow(an)
        assert Client(first).send("Còn nhớ")["error"] == 0
        first.send_file(an, b"\x89PNG\r\n\x1a\n----", "a.png")
        grant = first.world.tokens.rotate(
            "SimRefreshToken", first.world.clock.now_ms(), 3600, is_social=False
        )
        assert grant is not None
    with Sim(identity=Identity(), people=[AN | {"is_following": False}], state=state) as second:
        client = Client(second)
        assert second.person(an).is_following
        assert [message["text"] for message in second.chat(an)] == ["Còn nhớ", ""]
        assert client.raw("GET", second.chat(an)[1]["image"])[2].startswith(b"\x89PNG")
        assert client.send()["error"] == -216
        sent = client.post(
            "/v3.0/oa/message/cs",
            {"recipient": {"user_id": an}, "message": {"text": "mới"}},
            access_token=grant.access,
        )
        assert sent["error"] == 0
        assert [entry["n"] for entry in second.accepted()] == [2]
        assert [entry["n"] for entry in second.accepted(1)] == [2]


def test_a_token_that_the_environment_names_anew_is_alive(tmp_path: Path) -> None:
    state = tmp_path / "zalosim.json"
    with Sim(identity=Identity(), state=state) as first:
        first.configure(oa_name="Tên khác")
    with Sim(identity=Identity(access_token="Other"), state=state) as second:
        answer = Client(second).get("/v2.0/oa/getoa", access_token="Other")
        assert (answer["error"], answer["data"]["name"]) == (0, "Tên khác")


def test_a_broken_snapshot_is_set_aside(tmp_path: Path, an: str) -> None:
    state = tmp_path / "zalosim.json"
    state.write_text("{")
    with Sim(identity=Identity(), people=[AN], state=state) as running:
        assert running.person(an).name == "Nguyễn Văn An"
    assert (tmp_path / "zalosim.json.bad").exists()


def start(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-m", "zalosim", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env=os.environ | environment,
    )


def test_the_program_says_where_it_listens_and_stops_on_sigterm(tmp_path: Path) -> None:
    running = start(
        "--port", "0", "--state", str(tmp_path / "s.json"), ZALO_OA_ID="77", ZALO_ACCESS_TOKEN="tok-env"
    )
    assert running.stdout is not None
    line = running.stdout.readline()
    assert line.startswith("zalosim http://127.0.0.1:")
    connection = http.client.HTTPConnection(line.split("//")[1].strip(), timeout=5)
    connection.request("GET", "/v2.0/oa/getoa", headers={"access_token": "tok-env"})
    assert json.load(connection.getresponse())["data"]["oa_id"] == "77"
    connection.close()
    running.send_signal(signal.SIGTERM)
    rest, problems = running.communicate(timeout=5)
    assert (running.returncode, rest, problems) == (0, "", "")
    assert len(json.loads((tmp_path / "s.json").read_text())["people"]) == 3


def test_a_taken_port_is_told_in_one_sentence(sim: Sim) -> None:
    running = start("--port", str(sim.port))
    _, problems = running.communicate(timeout=10)
    assert running.returncode == 2
    assert problems.count("\n") == 1
    assert str(sim.port) in problems
