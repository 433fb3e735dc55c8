"""The journal's desk: found by person, kind and day; words for administrators, each look written down."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.chat import journal
from portal.chat.models import InboxEvent
from portal.core import clock
from portal.core.db import db
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.zalo_events import USER, event, followed, post, said, shared

OTHER = "5820174639920145583"
LIST = "/desk/zalo/nhat-ky/"


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def signed_in(client: FlaskClient, role: Role = Role.OFFICER) -> FlaskClient:
    assert sign_in(client, make_staff(role)) == 303
    return client


def search(client: FlaskClient, **fields: Any) -> Page:
    token = Page(client.get(LIST)).attr("input[name=csrf_token]", "value")
    return Page(client.post(LIST, data={"csrf_token": token, **fields}))


def names(page: Page) -> list[str]:
    return sorted(page.all("tbody .meta"))


def only() -> InboxEvent:
    db.session.expire_all()
    return db.session.scalars(select(InboxEvent)).one()


def test_strangers_and_editors_see_nothing(client: FlaskClient) -> None:
    assert "/desk/sign-in" in client.get(LIST).headers["Location"]
    assert signed_in(client, Role.EDITOR).get(LIST).status_code == 403


def test_an_empty_journal_tells_the_address_for_zalo(client: FlaskClient) -> None:
    page = Page(signed_in(client).get(LIST))
    assert page.text(".empty .code").endswith("/zalo/webhook")


def test_events_are_found_by_person_kind_and_day(client: FlaskClient) -> None:
    for body in (said("Xin chào"), followed(OTHER), event("some_future_event", OTHER)):
        assert post(client, body).status_code == 200
    signed_in(client)
    assert names(Page(client.get(LIST))) == ["follow", "some_future_event", "user_send_text"]
    assert names(search(client, user=OTHER)) == ["follow", "some_future_event"]
    assert names(search(client, kind="text")) == ["user_send_text"]
    assert names(search(client, kind="unknown")) == ["some_future_event"]
    today = clock.today()
    assert len(names(search(client, since=today.isoformat(), until=today.isoformat()))) == 3
    assert search(client, until=(today - dt.timedelta(days=1)).isoformat()).has(".empty")


@pytest.mark.parametrize("fields", [{"kind": "x"}, {"since": "hôm qua"}, {"user": "9" * 101}])
def test_what_cannot_be_searched_is_said(client: FlaskClient, fields: dict[str, str]) -> None:
    signed_in(client)
    token = Page(client.get(LIST)).attr("input[name=csrf_token]", "value")
    assert client.post(LIST, data={"csrf_token": token, **fields}).status_code == 422


def test_the_list_and_the_page_hide_the_person(client: FlaskClient) -> None:
    post(client, said("chuyện riêng của tôi"))
    post(client, shared("0912345678"))
    signed_in(client)
    shown = client.get(LIST).text
    for row in db.session.scalars(select(InboxEvent)).all():
        shown += client.get(f"{LIST}{row.id}/").text
    for secret in (USER, "chuyện riêng", "0912345678", "Nguyễn Văn An"):
        assert secret not in shown
    assert f"…{USER[-4:]}" in shown


def test_an_officer_may_not_see_the_words(client: FlaskClient) -> None:
    post(client, said("chuyện riêng"))
    address = f"{LIST}{only().id}/"
    signed_in(client)
    token = Page(client.get(LIST)).attr("input[name=csrf_token]", "value")
    assert not Page(client.get(address)).has("#event-raw form")
    assert client.post(f"{address}nguyen-van", data={"csrf_token": token}).status_code == 403


def test_an_administrator_sees_them_and_each_look_is_written_down(client: FlaskClient) -> None:
    post(client, said("chuyện riêng"))
    address = f"{LIST}{only().id}/"
    signed_in(client, Role.ADMIN)
    token = Page(client.get(address)).attr("#event-raw input[name=csrf_token]", "value")
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(f"{address}nguyen-van", data={"csrf_token": token}, headers=headers)
        assert "chuyện riêng" in Page(answer).text("#event-raw pre")
    acts = db.session.scalars(select(AuditRow.subject_id).where(AuditRow.act == "event.raw")).all()
    assert acts == [str(only().id)] * 2


def test_fifty_stand_on_a_page_and_the_rest_on_the_next(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PAGE", 2)
    for n in range(5):
        post(client, said(f"tin {n}"))
    signed_in(client)
    first = Page(client.get(LIST))
    assert len(first.find("tbody tr")) == 2
    assert first.attr("button[name=trang]", "value") == "2"
    assert len(search(client, trang="3").find("tbody tr")) == 1


def test_a_page_of_no_event_is_not_found(client: FlaskClient) -> None:
    signed_in(client)
    assert client.get(f"{LIST}00000000-0000-4000-8000-000000000000/").status_code == 404
