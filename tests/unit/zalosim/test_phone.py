"""The phone's page and calls, without a browser."""

import re
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.unit.zalosim.outside import Client, Receiver
from zalosim import phone
from zalosim.server import Sim


def chat(client: Client, citizen: str, **asked: object) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/_phone/chat?{urlencode({'citizen': citizen} | asked)}")
    return found


def test_the_page_is_marked_and_runs_no_inline_code(client: Client) -> None:
    status, headers, body = client.raw("GET", "/?citizen=1")
    page = body.decode()
    assert (status, "Zalo giả lập" in page) == (200, True)
    assert "script-src 'self'" in headers["content-security-policy"]
    assert not re.search(r"<style|style=|\son\w+=|<script>|<script(?![^>]*src=)", page)
    for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert client.raw("GET", name)[0] == 200
    script = (Path(phone.STATIC) / "phone.js").read_text()
    assert "innerHTML" not in script
    assert ".style" not in script


def test_news_is_told_while_the_page_waits(client: Client, sim: Sim, an: str) -> None:
    first = chat(client, an)
    told: list[float] = []

    def wait() -> None:
        news = chat(client, an, version=first["version"], epoch=first["epoch"], after=0, wait=10)
        assert "Tin mới" in str(news["messages"])
        told.append(time.monotonic())

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.2)
    assert not told
    sent = time.monotonic()
    client.send("Tin mới")
    waiting.join(timeout=5)
    assert told[0] - sent < 0.3


def test_a_quiet_chat_answers_when_the_wait_is_over(client: Client, an: str) -> None:
    first = chat(client, an)
    started = time.monotonic()
    again = chat(client, an, version=first["version"], epoch=first["epoch"], wait=0.3)
    assert again["messages"] == []
    assert 0.25 < time.monotonic() - started < 2


def test_a_reset_hands_the_page_a_fresh_chat(client: Client, sim: Sim, an: str) -> None:
    client.send("cũ")
    first = chat(client, an)
    sim.reset()
    fresh = chat(client, an, version=first["version"], epoch=first["epoch"], after=1, wait=10)
    assert fresh["epoch"] != first["epoch"]
    assert fresh["messages"] == []


def test_a_hidden_query_is_sent_but_not_shown(client: Client, sim: Sim, receiver: Receiver, an: str) -> None:
    client.post("/_phone/act", {"citizen": an, "act": "say", "text": "#nhan H24", "hidden": True})
    assert sim.settle()
    assert receiver.events("user_send_text")[0]["message"]["text"] == "#nhan H24"
    assert chat(client, an)["messages"] == []


def test_the_menu_leads_to_the_portal(client: Client, sim: Sim) -> None:
    assert [one["url"] for one in client.get("/_phone/start")["menu"]] == ["", "", ""]
    sim.configure(portal_url="http://127.0.0.1:8000/")
    assert [one["url"] for one in client.get("/_phone/start")["menu"]] == [
        "http://127.0.0.1:8000/thong-tin/",
        "http://127.0.0.1:8000/dich-vu-cong/",
        "http://127.0.0.1:8000/ho-tro/",
    ]


@pytest.mark.parametrize(
    "order",
    [b"", b"[]", b'{"citizen":"1","act":"say"}', b'{"citizen":"6713920485510237746","act":"fly"}',
     b'{"citizen":"6713920485510237746","act":"say","text":" "}',
     b'{"citizen":"6713920485510237746","act":"photo","data":"%%"}'],
)  # fmt: skip
def test_a_faulty_tap_is_refused(client: Client, sim: Sim, order: bytes, an: str) -> None:
    assert client.raw("POST", "/_phone/act", order)[0] == 400
    assert sim.chat(an) == []


def test_another_page_may_not_press_buttons(client: Client, an: str) -> None:
    order = b'{"citizen":"6713920485510237746","act":"unfollow"}'
    assert client.raw("POST", "/_phone/act", order, Origin="http://evil.example")[0] == 403


def test_names_are_escaped_in_the_drawn_face(client: Client, sim: Sim) -> None:
    sim.followers([{"user_id": "5", "name": "<script>"}])
    drawn = client.raw("GET", "/_avatar/5.svg")[2]
    assert b"&lt;" in drawn
    assert b"<script>" not in drawn
