"""What each family of events tells: every event of the catalogue has its shape, odd members are None."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.chat import events
from portal.chat.events import Attachment
from tests.zalo_events import OA, USER, event, raw_of
from zalosim.events import SAMPLES

WITHOUT_DETAIL = ("user_send_", "anonymous_send_", "user_click_chatnow", "user_withdraw", "some_future_event")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = [
    "message",
    "info",
    "data",
    "tag",
    "quota",
    "status",
    "quality",
    "tags",
    "users",
    "talk_time",
    "sender",
]


def read(body: Any) -> events.Event:
    raw = raw_of(body)
    return events.read(raw, events.value_of(raw))


def told(name: str, **members: Any) -> events.Detail:
    found = read(event(name, **members)).detail
    assert found is not None
    return found


@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_every_event_of_the_catalogue_has_its_shape(sample: str) -> None:
    found = read(SAMPLES[sample])
    assert (found.detail is None) == found.name.startswith(WITHOUT_DETAIL) or "group" in found.name


def test_both_shapes_of_shared_information_are_one() -> None:
    place = {"user_city": "Tây Ninh", "user_ward": "Phường Tân An", "user_address": "12 Lê Lợi"}
    new = told("user_submit_info", info={"name": "An", "phone": "84901234567", "full_address": place})
    old = told(
        "user_submit_info",
        info={
            "name": "An",
            "phone": 84901234567,
            "city": "Tây Ninh",
            "ward": "Phường Tân An",
            "address": "12 Lê Lợi",
        },
    )
    assert new == old
    assert isinstance(new, events.Info)
    assert (new.phone, new.address, new.district) == ("84901234567", "12 Lê Lợi", None)


@pytest.mark.parametrize("is_flat", [False, True])
def test_a_receipt_of_a_template_message_in_both_shapes(is_flat: bool) -> None:
    message = {"msg_id": "m1", "tracking_id": "NOTI-1", "delivery_time": "1767226880370"}
    body = event("user_received_message", **(message if is_flat else {"message": message}))
    sides = {"sender": OA, "recipient": "84901234567"}
    body |= sides if is_flat else {name: {"id": told} for name, told in sides.items()}
    found = read(body)
    assert isinstance(found.detail, events.Receipt)
    assert (found.user_id, found.message_ids, found.detail.tracking_id) == (
        None,
        ("m1",),
        "NOTI-1",
    ) or is_flat
    assert found.message_ids == ("m1",)
    assert found.detail.delivered_at is not None


def test_a_picture_a_place_and_a_file() -> None:
    parts = [
        {"type": "image", "payload": {"url": "https://x/1.jpg", "thumbnail": "https://x/t.jpg"}},
        {"type": "location", "payload": {"coordinates": {"latitude": "10.53", "longitude": "106.41"}}},
        {
            "type": "file",
            "payload": {"size": "184320", "name": "don.pdf", "type": "pdf", "url": "https://x/d"},
        },
        {"type": "location", "payload": {"coordinates": {"latitude": "1000", "longitude": "x"}}},
        "nonsense",
    ]
    image, place, file, nowhere = read(event("user_send_file", message={"attachments": parts})).attachments
    assert image == Attachment("image", url="https://x/1.jpg", thumbnail="https://x/t.jpg")
    assert (place.latitude, place.longitude) == (10.53, 106.41)
    assert (file.size, file.media, file.name) == (184320, "pdf", "don.pdf")
    assert nowhere.latitude is nowhere.longitude is None


def test_what_the_account_may_do_has_changed() -> None:
    quota = {"prev_value": 500, "new_value": "5000"}
    assert told("change_oa_daily_quota", quota=quota) == events.QuotaChange(500, 5000)
    status = told("change_template_status", template_id=267247, status={"new_status": "ENABLE"}, reason="")
    assert status == events.TemplateChange("status", "267247", None, "ENABLE", None)


def test_a_human_in_zalos_own_tool_is_told_from_our_client() -> None:
    assert told("oa_send_text", sender={"id": OA, "admin_id": "88401"}) == events.Echo("88401")
    assert told("oa_send_text", sender={"id": OA}) == events.Echo(None)


def test_an_event_without_a_person_has_none() -> None:
    body = event("add_user_to_tag", tag={"name": "a", "user_ids": [USER]})
    del body["sender"], body["recipient"]
    found = read(body)
    assert found.user_id is None
    assert found.detail == events.Tagging("a", (USER,))


@given(st.sampled_from(sorted(events.NAMES)), st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_shape_of_the_members_is_read_as_something(name: str, members: dict[str, Any]) -> None:
    try:
        found = read(event(name) | members)
    except UnicodeEncodeError:
        return
    assert found.attachments is not None
    assert found.detail is None or repr(found.detail)
