"""The same content is compressed once; what is one person's is kept nowhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import kept, packing
from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import make_news, make_staff


def test_a_page_made_anew_is_compressed_once(
    app: Flask, ctx: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def pack(_app: Flask, data: bytes, _way: str) -> bytes:
        made.append(len(data))
        return b"packed %d" % len(made)

    monkeypatch.setattr("flask_compress.flask_compress._compress_data", pack)
    asked = {"Accept-Encoding": "br"}

    def body(browser: FlaskClient, path: str) -> bytes:
        kept.shelf.clear()
        answer = browser.get(path, headers=asked)
        assert answer.headers["Content-Encoding"] == "br"
        return bytes(answer.data)

    first = body(client, "/thong-tin/")
    assert body(client, "/thong-tin/") == first
    assert len(made) == 1
    make_news(title="Tin mới")
    assert body(client, "/thong-tin/") != first
    staff = Browser(app)
    assert sign_in(staff, make_staff(Role.EDITOR)) == 303
    del made[:]
    assert body(staff, "/desk/") != body(staff, "/desk/")
    assert len(made) == 2


def test_the_shelf_forgets_the_least_used_and_what_is_too_large() -> None:
    shelf = packing.Shelf()
    for place in range(packing.MOST):
        shelf.set(f"br;{place}", b"x")
    assert shelf.get("br;0") == b"x"
    for named, packed in (("br;new", b"x"), ("br;", b"x"), ("br;large", bytes(packing.LARGEST + 1))):
        shelf.set(named, packed)
    assert [shelf.get(f"br;{named}") for named in ("0", "1", "new", "", "large")] == [
        b"x",
        None,
        b"x",
        None,
        None,
    ]
