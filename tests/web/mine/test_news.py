"""The page of news somebody wants: switches, places, fields, groups; what is none of ours is refused."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.broadcast.choosing import queries
from portal.broadcast.officials import operations as officials
from portal.places import operations as places
from portal.staff.models import Role
from portal.staff.queries import by_username
from tests import stock
from tests.desk import form_token
from tests.factories import make_procedure, make_staff
from tests.page import Page

NEWS = "/toi/chu-de/"


@pytest.fixture
def units(ctx: Flask) -> None:
    """Before anybody signs in: filling puts every table as it was then."""
    stock.fill("units", places.import_units)


def test_a_person_chooses_topics_places_fields_and_groups(
    units: None, signed_in: FlaskClient, client: FlaskClient, person: uuid.UUID
) -> None:
    make_procedure()
    assert (client.get(NEWS).status_code, client.get(f"/m{NEWS}").status_code) == (303, 401)
    assert NEWS in signed_in.get("/toi/").text
    token = form_token(signed_in, NEWS)

    def post(to: str = "", **form: str) -> int:
        return signed_in.post(NEWS + to, data={"csrf_token": token, **form}).status_code

    assert post(topic="cup-dien", on="1") == 303
    assert "Chưa chọn xã, phường" in Page(signed_in.get(NEWS)).text("main")
    assert [post(topic="xa", about="27694", on="1"), post(topic="linh-vuc", about="Hộ tịch", on="1")] == [
        303
    ] * 2
    shown = Page(signed_in.get(NEWS)).text("main")
    assert "Chưa chọn xã, phường" not in shown
    assert "Bỏ Phường Long An" not in shown  # said to readers of screens alone
    for odd in ({"topic": "xa", "about": "1"}, {"topic": "odd"}, {"topic": "linh-vuc", "about": "x"}, {}):
        assert post(on="1", **odd) == 422
    assert post(topic="khan", on="0") == 303
    mine = queries.of(person)
    assert (mine.is_on("cup-dien"), mine.is_on("khan"), mine.fields) == (True, False, ("Hộ tịch",))
    assert post(topic="xa", about="27694", on="0") == 303
    assert queries.of(person).needs_commune

    editor = by_username(make_staff(Role.PUBLISHER)).id  # type: ignore[union-attr]
    group = officials.make("Sở Y tế", None, editor)
    assert post("can-bo", code="K7QM-4TXW") == 422
    assert post("can-bo", code=officials.invite(group, editor, 5)) == 303
    assert "Sở Y tế" in Page(signed_in.get(NEWS)).text("main")
    assert post(f"can-bo/{group}/roi") == 303
    assert post(f"can-bo/{group}/roi") == 303
    assert "Sở Y tế" not in Page(signed_in.get(NEWS)).text("main")
