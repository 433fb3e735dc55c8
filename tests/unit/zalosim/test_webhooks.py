"""Events out: what a citizen's act causes, the probe, the ladder of repeats and its end."""

import time

import pytest

from tests.unit.zalosim.outside import Client, Receiver
from zalosim import events
from zalosim.server import Sim


def test_setting_the_address_sends_the_unsigned_probe(client: Client, sim: Sim, receiver: Receiver) -> None:
    client.post("/_sim/reset", {"webhook_url": receiver.url})
    assert sim.settle()
    ((headers, raw),) = receiver.calls
    assert raw == b"{}"
    assert "x-zevent-signature" not in headers


def test_what_a_citizen_writes_arrives(client: Client, sim: Sim, receiver: Receiver, an: str) -> None:
    told = client.post("/_sim/say", {"user_id": an, "text": "H24.12-250711-0003"})
    assert client.get("/_sim/webhooks?wait=5")["settled"]
    (event,) = receiver.events("user_send_text")
    assert event["message"]["text"] == "H24.12-250711-0003"
    assert event["message"]["msg_id"] in told["event"]["body"]
    assert event["sender"]["id"] == an
    assert event["user_id_by_app"] == "3390176254408815527"
    assert sim.chat(an)[-1]["from"] == "user"


def test_a_picture_arrives_with_an_address_that_serves_it(
    client: Client, sim: Sim, receiver: Receiver, an: str
) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    body = b'--cut\r\nContent-Disposition: form-data; name="user_id"\r\n\r\n' + an.encode()
    body += (
        b'\r\n--cut\r\nContent-Disposition: form-data; name="file"; filename="bien-nhan.png"\r\n\r\n' + png
    )
    body += b"\r\n--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    status, _, _ = client.raw("POST", "/_sim/say", body, content__type=kind)
    assert status == 200
    assert sim.settle()
    (event,) = receiver.events("user_send_image")
    url = event["message"]["attachments"][0]["payload"]["url"]
    assert client.raw("GET", url.removeprefix(sim.url))[2] == png


def test_follow_and_unfollow_are_told(sim: Sim, receiver: Receiver, an: str) -> None:
    sim.unfollow(an)
    sim.follow(an, "social_plugin")
    assert sim.settle()
    unfollow, follow = receiver.events()
    assert (unfollow["event_name"], unfollow["follower"]["id"]) == ("unfollow", an)
    assert (follow["event_name"], follow["source"]) == ("follow", "social_plugin")
    assert sim.person(an).last_interaction is not None


def test_sharing_tells_name_and_phone_and_opens_the_details(
    client: Client, sim: Sim, receiver: Receiver, an: str
) -> None:
    detail = f"/v3.0/oa/user/detail?data=%7B%22user_id%22%3A%22{an}%22%7D"
    assert "shared_info" not in client.get(detail)["data"]
    client.post("/_sim/act", {"act": "share_info", "user_id": an})
    assert sim.settle()
    assert receiver.events("user_submit_info")[0]["info"]["phone"] == "84901234567"
    assert client.get(detail)["data"]["shared_info"]["phone"] == "84901234567"
    sim.configure(number_phone=True)
    assert client.get(detail)["data"]["shared_info"]["phone"] == 84901234567


def test_the_first_opening_of_the_chat_is_told_once(
    client: Client, sim: Sim, receiver: Receiver, an: str
) -> None:
    for _ in range(3):
        client.post("/_sim/act", {"act": "open_chat", "user_id": an})
    assert sim.settle()
    assert len(receiver.events("user_click_chatnow")) == 1


def test_seen_messages_are_told_once(client: Client, sim: Sim, receiver: Receiver, an: str) -> None:
    message_id = client.send()["data"]["message_id"]
    for _ in range(2):
        client.post("/_phone/act", {"act": "seen", "citizen": an, "ids": [message_id, "unknown"]})
    assert sim.settle()
    assert [event["message"]["msg_ids"] for event in receiver.events("user_seen_message")] == [[message_id]]


def test_every_event_of_the_catalogue_can_be_sent(sim: Sim, receiver: Receiver, an: str) -> None:
    for name in events.SAMPLES:
        sim.emit(name, an)
    assert sim.settle(20)
    assert len(receiver.calls) == len(events.SAMPLES) >= 70
    assert all("{" not in str(body.get("timestamp", "")) for body in receiver.events())
    zns = [headers for headers, raw in receiver.calls if b"delivery_time" in raw]
    assert {headers["x-zevent-server"] for headers in zns} == {"ZNS"}


def test_an_unknown_event_keeps_its_name(sim: Sim, receiver: Receiver) -> None:
    sim.emit("event_of_next_year")
    assert sim.settle()
    assert receiver.events()[0]["event_name"] == "event_of_next_year"


def test_overrides_copies_and_numbers(sim: Sim, receiver: Receiver, an: str) -> None:
    sim.emit("user_send_text", an, overrides={"message": {"text": "x", "msg_id": "m1"}}, copies=3)
    sim.emit("user_send_text", an, numbers=True, drop=["user_id_by_app"])
    assert sim.settle()
    assert [raw for _, raw in receiver.calls[:3]] == [receiver.calls[0][1]] * 3
    assert receiver.events()[0]["message"] == {"text": "x", "msg_id": "m1"}
    last = receiver.events()[3]
    assert last["sender"]["id"] == int(an)
    assert "user_id_by_app" not in last


def test_a_list_can_be_reordered_and_an_event_delayed(
    client: Client, sim: Sim, receiver: Receiver, an: str
) -> None:
    wanted = [
        {"event": "user_send_text", "user_id": an, "overrides": {"message": {"text": str(n)}}}
        for n in range(6)
    ]
    client.post("/_sim/emit", {"events": wanted, "reorder": True, "seed": 4})
    client.post("/_sim/emit", {"event": "unfollow", "user_id": an, "delay": 30})
    assert sim.settle()
    order = [event["message"]["text"] for event in receiver.events()]
    assert sorted(order) == list("012345") != order
    sim.world.clock.advance(30)
    assert sim.settle()
    assert receiver.events()[-1]["event_name"] == "unfollow"


def test_a_failed_delivery_climbs_the_ladder_then_the_app_is_unsubscribed(
    client: Client, sim: Sim, receiver: Receiver, an: str
) -> None:
    sim.configure(ladder_factor=30_000.0)
    receiver.usual = 500
    sim.say(an, "sẽ không tới")
    assert sim.settle()
    assert [headers.get("num_retry") for headers, _ in receiver.calls] == [None, "1", "2", "3", "4", "5"]
    assert len({raw for _, raw in receiver.calls}) == 1
    assert client.get("/_sim/state")["webhook"]["subscribed"] is False
    receiver.usual = 200
    assert sim.say(an, "không ai nghe").outcome == "dropped"
    sim.configure(webhook_url=receiver.url)
    sim.say(an, "nghe lại rồi")
    assert sim.settle()
    assert receiver.events("user_send_text")[-1]["message"]["text"] == "nghe lại rồi"


def test_the_ladder_waits_on_the_simulated_clock(sim: Sim, receiver: Receiver, an: str) -> None:
    receiver.statuses = [503]
    delivery = sim.say(an, "một lần hụt")
    assert sim.settle()
    assert delivery.tries == ["503"]
    sim.world.clock.advance(29)
    assert sim.settle(3)
    sim.world.clock.advance(2)
    assert sim.settle()
    time.sleep(0.05)
    assert delivery.tries == ["503", "200"]


def test_a_burst_arrives_whole(sim: Sim, receiver: Receiver, an: str) -> None:
    sim.emit("user_send_text", an, count=200)
    assert sim.settle(20)
    assert len({event["message"]["msg_id"] for event in receiver.events()}) == 200


@pytest.mark.parametrize(
    "order", [{}, {"event": 1}, {"event": "follow", "when": 1}, {"event": "a", "forge": "x"}]
)
def test_a_faulty_order_is_refused(client: Client, order: dict[str, object]) -> None:
    status, _, _ = client.raw("POST", "/_sim/emit", str(order).replace("'", '"').encode())
    assert status == 400


def test_a_receipt_can_overtake_the_echo_and_events_come_twice(
    client: Client, sim: Sim, receiver: Receiver
) -> None:
    sim.configure(echo_delay=0.2, receipt_delay=0.0, event_copies=2)
    client.send()
    assert sim.settle()
    names = [event["event_name"] for event in receiver.events()]
    assert names == ["user_received_message"] * 2 + ["oa_send_text"] * 2
