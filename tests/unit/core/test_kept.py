"""Anonymous pages kept in the process: shared, compressed once, stale only while the database is away."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask, Response, session
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from portal.core import access, copies, headers, kept, settings


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setenv("PAGE_CACHE_SECONDS", "60")
    settings.get.cache_clear()
    kept.shelf.clear()
    app = Flask(__name__)
    app.secret_key = "x"
    app.extensions["calls"] = []
    headers.set_up(app)
    kept.set_up(app, look=lambda app: None)
    app.register_blueprint(_views(app.extensions["calls"]))
    app.register_error_handler(OperationalError, lambda error: kept.stale() or ("away", 503))
    yield app.test_client()
    monkeypatch.undo()
    settings.get.cache_clear()
    kept.shelf.clear()


def _views(calls: list[str]) -> Blueprint:
    bp = Blueprint("views", __name__)

    @bp.get("/shared")
    @access.public
    def shared() -> Response:
        calls.append("shared")
        if "broken" in calls:
            raise OperationalError("select", {}, Exception("away"))
        kept.mark()
        answer = Response("<p>Xin chào</p>" * 100)
        answer.add_etag()
        return answer

    @bp.get("/own")
    @access.public
    def own() -> Response:
        calls.append("own")
        session["x"] = "y"
        kept.mark()
        return Response("mine")

    return bp


def test_the_second_reader_gets_the_kept_copy_compressed(made: FlaskClient) -> None:
    first = made.get("/shared")
    second = made.get("/shared", headers={"Accept-Encoding": "br"})
    assert made.application.extensions["calls"] == ["shared"]
    assert second.headers["Content-Encoding"] == "br"
    assert int(second.headers["Content-Length"]) < 100 < len(first.data)
    assert "HX-Request" in second.headers["Vary"]
    assert "Accept-Encoding" in second.headers["Vary"]
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_a_phone_that_has_it_gets_304(made: FlaskClient) -> None:
    tag = made.get("/shared").headers["ETag"]
    again = made.get("/shared")
    assert made.get("/shared", headers={"If-None-Match": again.headers["ETag"]}).status_code == 304
    assert made.get("/shared", headers={"If-None-Match": tag}).status_code == 304
    packed = tag.replace('"', "") + ":br"  # as an answer says it that was compressed before it was kept
    assert made.get("/shared", headers={"If-None-Match": f'"x", "{packed}"'}).status_code == 304


def test_a_fragment_is_another_copy(made: FlaskClient) -> None:
    made.get("/shared")
    made.get("/shared", headers={"HX-Request": "true"})
    made.get("/shared?q=1")
    assert len(made.application.extensions["calls"]) == 3


def test_an_answer_with_a_cookie_is_never_kept(made: FlaskClient) -> None:
    made.get("/own")
    made.application.test_client().get("/own")
    assert made.application.extensions["calls"] == ["own", "own"]


def test_while_the_database_is_away_the_last_copy_answers(
    made: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.get("/shared")
    monkeypatch.setenv("PAGE_CACHE_SECONDS", "0")
    settings.get.cache_clear()
    made.application.extensions["calls"].append("broken")
    assert made.get("/shared").status_code == 200
    assert made.get("/shared?q=never-seen").status_code == 503


def test_the_shelf_is_bounded() -> None:
    shelf = copies.Shelf()
    copy = copies.Copy({"": b"x"}, [], "", float("inf"))
    for n in range(copies.MOST + 50):
        shelf.put(("localhost", f"/{n}", "", False, "vi"), copy)
    assert len(shelf._copies) == copies.MOST
