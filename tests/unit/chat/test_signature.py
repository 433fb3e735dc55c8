"""Whose webhook call it is."""

import json

import pytest

from portal.chat import events, signature
from portal.core import settings
from tests.zalo_events import APP, OA, SECRET, mac_of, raw_of, said

VECTOR = (
    '{"app_id":"1879034526617720931","sender":{"id":"6713920485510237746"},'
    '"user_id_by_app":"3390176254408815527","recipient":{"id":"2958416037745520183"},'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af1504609090"},'
    '"timestamp":"1767225600123"}'
).encode()
MAC = "209fdf4ae670412ee8385cc85326dbb68c9ac76231bee96758b2fcb2368de5d1"
ESCAPED_MAC = "c79fec95d909ffb5acd05ee84e1ffd4b45088355ca3b00702c543e06d9d0245a"


def _is_genuine(raw: bytes, header: str | None) -> bool:
    return signature.is_genuine(raw, header, events.value_of(raw))


def test_the_known_digest_is_made() -> None:
    assert signature.mac(APP, VECTOR, "1767225600123", SECRET) == MAC


@pytest.mark.parametrize(
    "header", [f"mac={MAC}", f"mac = {MAC}", f"MAC={MAC.upper()}", MAC, MAC.upper(), f" mac= {MAC} "]
)
def test_the_header_is_read_in_every_form_seen(header: str) -> None:
    assert _is_genuine(VECTOR, header)


def test_the_exact_bytes_count_and_not_what_they_mean() -> None:
    escaped = VECTOR.replace("à".encode(), b"\\u00e0")
    assert json.loads(escaped) == json.loads(VECTOR)
    assert _is_genuine(escaped, f"mac={ESCAPED_MAC}")
    assert not _is_genuine(escaped, f"mac={MAC}")


@pytest.mark.parametrize(
    "header", [None, "", "mac=", f"mac={MAC[:-1]}", f"mac={MAC}0", f"sha={MAC}", "é" * 64]
)
def test_no_digest_no_entry(header: str | None) -> None:
    assert not _is_genuine(VECTOR, header)


def test_a_number_for_a_timestamp_counts_by_its_digits() -> None:
    raw = VECTOR.replace(b'"1767225600123"', b"1767225600123")
    assert _is_genuine(raw, mac_of(raw, "1767225600123"))


def test_a_number_for_the_app_is_the_app() -> None:
    raw = VECTOR.replace(b'"1879034526617720931"', b"1879034526617720931")
    assert _is_genuine(raw, mac_of(raw, "1767225600123"))


def test_without_an_app_id_the_configured_one_stands() -> None:
    body = said("Xin chào")
    del body["app_id"]
    raw = raw_of(body)
    assert _is_genuine(raw, mac_of(raw, body["timestamp"]))


def test_another_app_is_refused_although_its_digest_fits() -> None:
    body = {**said("Xin chào"), "app_id": "1"}
    raw = raw_of(body)
    assert not _is_genuine(raw, mac_of(raw, body["timestamp"], app_id="1"))
    assert not _is_genuine(raw, mac_of(raw, body["timestamp"]))


def test_a_signed_body_that_is_odd_json_is_still_known_as_genuine() -> None:
    raw = VECTOR[:-1] + b',"timestamp":"1767225600123"}'  # a key twice: refused by the strict reader
    assert events.value_of(raw) is None
    assert _is_genuine(raw, mac_of(raw, "1767225600123"))


def test_the_secret_before_counts_while_rotating(monkeypatch: pytest.MonkeyPatch) -> None:
    old = mac_of(VECTOR, "1767225600123", secret="YesterdaysSecret")
    assert not _is_genuine(VECTOR, old)
    monkeypatch.setenv("ZALO_OA_SECRET_OLD", "YesterdaysSecret")
    settings.get.cache_clear()
    try:
        assert _is_genuine(VECTOR, old)
        assert _is_genuine(VECTOR, MAC)
    finally:
        monkeypatch.undo()
        settings.get.cache_clear()


@pytest.mark.parametrize(
    ("digest", "why"),
    [
        (mac_of(VECTOR, "1767225600123", secret="SimAppSecret"), "app_secret"),
        (mac_of(VECTOR, "1767225600123", app_id=OA), "oa_id_first"),
        ("0" * 64, "none"),
        ("", "no_digest"),
    ],
)
def test_the_log_says_which_mistake_would_explain_it(digest: str, why: str) -> None:
    value = events.value_of(VECTOR)
    assert not signature.is_genuine(VECTOR, f"mac={digest}", value)
    assert signature.other_explanation(VECTOR, f"mac={digest}", value) == why
