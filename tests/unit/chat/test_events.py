"""What webhook bytes mean: kind, person, moment and the key against repeats."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.chat import events
from portal.chat.events import Event, Kind
from tests.zalo_events import OA, USER, event, followed, raw_of, said, shared
from zalosim.events import SAMPLES


def read(body: Any) -> Event:
    raw = raw_of(body)
    return events.read(raw, events.value_of(raw))


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"some_future_event"}))
def test_every_event_of_the_catalogue_is_known(name: str) -> None:
    names = {sample["event_name"] for sample in (SAMPLES[name],)}
    assert {events.NAMES.get(told, Kind.UNKNOWN) for told in names} != {Kind.UNKNOWN}


def test_an_event_of_the_future_is_unknown_and_ours() -> None:
    told = read({"oa_id": OA, "event_name": "some_future_event", "data": {"x": 1}})
    assert (told.kind, told.is_ours) == (Kind.UNKNOWN, True)


@pytest.mark.parametrize("body", [[], [1], "text", 7, None, True])
def test_json_that_is_no_object_is_unknown(body: Any) -> None:
    assert read(body).kind is Kind.UNKNOWN


@pytest.mark.parametrize("name", ["", 7, None, {}, "x" * 101, "hai từ"])
def test_an_odd_name_is_unknown(name: Any) -> None:
    assert read(event("user_send_text") | {"event_name": name}).kind is Kind.UNKNOWN


def test_who_is_the_person_is_told_by_comparing_ids() -> None:
    seen = event("user_seen_message", sender={"id": OA}, recipient={"id": USER}, message={"msg_ids": ["a"]})
    assert [read(said("a")).user_id, read(followed()).user_id, read(seen).user_id] == [USER, USER, USER]


def test_ids_may_come_as_numbers_and_stay_text() -> None:
    body = said("a") | {"sender": {"id": int(USER)}, "recipient": {"id": int(OA)}, "oa_id": int(OA)}
    told = read(body)
    assert (told.user_id, told.is_ours) == (USER, True)


def test_parties_may_be_bare_strings() -> None:
    body = event("user_received_message", sender=OA, recipient=USER)
    assert read(body).user_id == USER


def test_a_phone_number_never_becomes_an_id() -> None:
    body = event("user_received_message", sender={"id": OA}, recipient={"id": "84901234567"})
    assert read(body).user_id is None


def test_the_console_sample_is_not_about_us() -> None:
    body = said("This is testing message") | {"sender": {"id": "1"}, "recipient": {"id": "2"}}
    del body["oa_id"]
    assert not read(body).is_ours


@pytest.mark.parametrize(("phone", "told"), [("84901234567", "84901234567"), (84901234567, "84901234567")])
def test_a_shared_phone_is_text_in_both_shapes(phone: Any, told: str) -> None:
    assert read(shared(phone)).phone == told


@pytest.mark.parametrize(
    ("stamp", "second"),
    [("1767225600123", 1767225600.123), (1767225600123, 1767225600.123), ("1767225600", 1767225600)],
)
def test_timestamps_are_milliseconds_or_seconds(stamp: Any, second: float) -> None:
    assert read(event("follow", timestamp=stamp)).at == dt.datetime.fromtimestamp(second, dt.UTC)


@pytest.mark.parametrize("stamp", ["154390853474", "", None, "abc", [], "9" * 13, -1, True, "17672256001234"])
def test_an_unusable_timestamp_is_no_moment(stamp: Any) -> None:
    assert read(event("follow", timestamp=stamp)).at is None


@pytest.mark.parametrize("text", ["#theodoi H44.12-261008-0975", "query:123:abc:#theodoi H44.12-261008-0975"])
def test_a_tapped_button_is_read_bare_and_wrapped(text: str) -> None:
    assert read(said(text)).text == "#theodoi H44.12-261008-0975"


def _key(**changes: Any) -> str:
    return read(event("user_send_text", message={"msg_id": "a", "text": "x"}) | changes).key


def test_one_message_has_one_key_whenever_it_comes() -> None:
    assert _key(timestamp="1767225600123") == _key(timestamp="1767225600999")


def test_the_same_message_under_other_names_is_another_event() -> None:
    names = ("user_send_text", "oa_send_text", "user_received_message", "user_seen_message", "user_feedback")
    assert len({_key(event_name=name) for name in names}) == len(names)


def test_messages_seen_together_have_a_key_whatever_their_order() -> None:
    def seen(*ids: str) -> str:
        return read(event("user_seen_message", message={"msg_ids": list(ids)})).key

    assert seen("a", "b") == seen("b", "a")
    assert seen("a", "b") != seen("a")


def test_reactions_differ_by_icon_and_time() -> None:
    def react(icon: str, stamp: str) -> str:
        message = {"msg_id": "a", "react_icon": icon}
        return read(event("user_reacted_message", message=message, timestamp=stamp)).key

    assert len({react("/-heart", "1"), react("/-strong", "1"), react("/-heart", "2")}) == 3


def test_without_a_message_person_and_time_make_the_key() -> None:
    first, again = followed(seconds=0), followed(seconds=60)
    again["source"] = "social_plugin"
    assert read(first).key == read(first | {"source": "x"}).key
    assert read(first).key != read(again).key


def test_without_either_the_bytes_make_the_key() -> None:
    tag = event("remove_tag", tag={"name": "a"})
    assert read(tag).key != read(tag | {"tag": {"name": "b"}}).key


def test_a_key_tells_nothing_about_the_person() -> None:
    assert USER not in read(followed()).key


@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_something(raw: bytes) -> None:
    assert events.read(raw, events.value_of(raw)).key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "sender",
    "recipient",
    "message",
    "timestamp",
    "info",
    "data",
    "follower",
    "user_id",
    "oa_id",
    "event_name",
]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_shape_of_the_fields_is_read_as_something(body: dict[str, Any]) -> None:
    try:
        raw = raw_of(body)
    except UnicodeEncodeError:
        return
    assert events.read(raw, events.value_of(raw)).key
