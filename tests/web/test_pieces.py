"""Pages joined out of kept parts are the very bytes of the page rendered whole, and hold nobody's own."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask, current_app, render_template_string
from flask.testing import FlaskClient
from jinja2 import Environment
from jinja2.exceptions import UndefinedError

from portal.core import language, pieces
from portal.core.db import db
from portal.news import operations as news
from portal.news.models import Category
from portal.procedures.models import Procedure, ProcedureVersion
from tests.factories import make_procedure
from tests.page import Page


def test_a_joined_page_is_the_page_rendered_whole(
    client: FlaskClient, ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, Mapping[str, Any]]] = []
    original = pieces.parts

    def noted(env: Environment, template: str, values: Mapping[str, Any]) -> pieces.Parts:
        seen.append((template, dict(values)))
        return original(env, template, values)

    monkeypatch.setattr(pieces, "parts", noted)
    pieces.room(ctx).clear()
    news.publish_item(
        title="Tin", summary="A & b", body="<p>x</p>", category=Category.NEWS, alert_level="danger"
    )
    own = f"/thu-tuc/{make_procedure()}/", "/tin/tin/", "/thong-tin/?trang=1&x=<y>"
    paths = ("/", *own, "/ho-so/", "/tro-nang/")
    for path in paths:
        for name in language.NAMES:
            client.set_cookie(language.COOKIE, name)
            seen.clear()
            told = client.get(path).data
            assert client.get(path).data == told
            assert seen, path
            template, values = seen[0]
            with ctx.test_request_context(path, headers={"Cookie": f"{language.COOKIE}={name}"}):
                whole = current_app.jinja_env.get_template(template)
                current_app.update_template_context(around := {**values})
                assert told.decode() == whole.render({**around, "layout": "base.html"}), path


def test_a_kept_part_asks_for_nobody(ctx: Flask) -> None:
    room = pieces.room(ctx)
    for name in sorted(pieces.PERSONAL):
        with ctx.test_request_context("/"), pytest.raises(UndefinedError):
            room.env.from_string("{{ " + name + ".x }}{{ " + name + "() }}").render()
    with ctx.test_request_context("/"):
        assert render_template_string("{{ here() }}") == "/", "pages that are not kept may"


def test_what_is_kept_is_told_anew_when_it_changes(client: FlaskClient) -> None:
    code = make_procedure(name="Đăng ký khai sinh")
    assert Page(client.get(f"/thu-tuc/{code}/")).text("h1") == "Đăng ký khai sinh"
    procedure = db.session.query(Procedure).filter_by(code=code).one()
    version = db.session.query(ProcedureVersion).filter_by(procedure_id=procedure.id).one()
    version.payload, version.payload_hash = {**version.payload, "name": "Đăng ký lại"}, "other"
    db.session.commit()
    assert Page(client.get(f"/thu-tuc/{code}/")).text("h1") == "Đăng ký lại"
    item = news.publish_item(title="Cũ", summary="", body="<p>Một</p>", category=Category.NEWS)
    assert Page(client.get("/tin/cu/")).text(".prose") == "Một"
    news.show(item, news.Text(title="Mới", summary="", body="<p>Hai</p>", category=Category.NEWS))
    assert Page(client.get("/tin/cu/")).text(".prose") == "Hai"


def test_a_place_is_as_much_of_a_path_as_the_menu_looks_at() -> None:
    told = {
        "/": "/",
        "/tin/": "/tin/",
        "/tin/a/": "/tin/.",
        "/tin/a/b": "/tin/.",
        "/robots.txt": "/robots.txt",
    }
    assert {path: pieces.place(path) for path in told} == told


def test_no_more_is_kept_than_fits(ctx: Flask) -> None:
    room = pieces.Room(ctx)
    for number in range(pieces.MOST + 5):
        room.put(number, b"x", 1)
    room.put("large", b"x", pieces.LARGEST + 1)
    assert (room.take(0), room.take("large"), room.take(pieces.MOST)) == (None, None, b"x")
