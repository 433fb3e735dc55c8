"""The digest of the contract's check vector, and what really goes over the wire."""

from tests.unit.zalosim.outside import Receiver
from zalosim.server import Sim
from zalosim.signing import appsecret_proof, webhook_mac

APP, SECRET, STAMP = "1879034526617720931", "SimOaSecretKey0123456789", "1767225600123"
BODY = (
    '{"app_id":"1879034526617720931","sender":{"id":"6713920485510237746"},'
    '"user_id_by_app":"3390176254408815527","recipient":{"id":"2958416037745520183"},'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af1504609090"},'
    '"timestamp":"1767225600123"}'
)


def test_the_check_vector_holds() -> None:
    mac = webhook_mac(APP, BODY.encode(), STAMP, SECRET)
    assert mac == "209fdf4ae670412ee8385cc85326dbb68c9ac76231bee96758b2fcb2368de5d1"


def test_the_digest_covers_bytes_not_meaning() -> None:
    escaped = BODY.replace("à", "\\u00e0").encode()
    mac = webhook_mac(APP, escaped, STAMP, SECRET)
    assert mac == "c79fec95d909ffb5acd05ee84e1ffd4b45088355ca3b00702c543e06d9d0245a"


def test_the_proof_of_a_social_token_holds() -> None:
    proof = appsecret_proof("SimAppSecret", "SimAccessToken")
    assert proof == "13999dc62664579fe66a730f3e468dacf9bde4fb5175fc4f940f60cc64a808cf"


def test_an_event_on_the_wire_is_signed_over_its_exact_bytes(sim: Sim, receiver: Receiver, an: str) -> None:
    for style in ({}, {"escape": True}, {"spaces": True}, {"shuffle": 3}, {"tail": "\n "}):
        sim.emit("user_send_text", an, style=style)
    assert sim.settle()
    assert len(receiver.calls) == 5
    for (headers, raw), body in zip(receiver.calls, receiver.events(), strict=True):
        assert headers["x-zevent-signature"] == "mac=" + webhook_mac(APP, raw, body["timestamp"], SECRET)
        assert headers["user-agent"] == "ZaloWebhook"
    assert len({raw[-1:] for _, raw in receiver.calls}) == 2


def test_each_forgery_fails_the_check(sim: Sim, receiver: Receiver, an: str) -> None:
    for forge in ("mac", "app_secret", "altered", "malformed", "oa_id", "unsigned"):
        sim.emit("user_send_text", an, forge=forge)
    assert sim.settle(10)
    assert len(receiver.calls) == 6
    for (headers, raw), body in zip(receiver.calls, receiver.events(), strict=True):
        good = "mac=" + webhook_mac(APP, raw, body["timestamp"], SECRET)
        assert headers.get("x-zevent-signature") != good
