"""Static files: named by content, compressed once, fonts in stylesheets under their own tags."""

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import static


@pytest.fixture
def browser(tmp_path: Path) -> FlaskClient:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "a.woff2").write_bytes(b"font" * 200)
    (tmp_path / "a.css").write_text('@font-face { src: url("fonts/a.woff2"); } ' + "p { margin: 0 } " * 40)
    app = Flask("x", static_folder=None)
    static.load(app, tmp_path)
    return app.test_client()


def _url(browser: FlaskClient, name: str) -> str:
    with browser.application.app_context():
        return static.url(name)


def test_a_file_is_kept_for_a_year_under_its_own_name(browser: FlaskClient) -> None:
    told = browser.get(_url(browser, "a.css"), headers={"Accept-Encoding": "gzip, br"})
    assert "immutable" in told.headers["Cache-Control"]
    assert told.headers["Content-Encoding"] == "br"
    assert told.headers["Content-Type"].startswith("text/css")
    assert b"margin" in brotli.decompress(told.data)


def test_a_stylesheet_names_the_font_as_pages_preload_it(browser: FlaskClient) -> None:
    css = browser.get(_url(browser, "a.css")).text
    assert re.findall(r'url\("(.*?)"\)', css) == [_url(browser, "fonts/a.woff2")]


def test_an_old_name_still_answers_but_is_soon_forgotten(browser: FlaskClient) -> None:
    told = browser.get("/static/0000000000/a.css")
    assert told.status_code == 200
    assert told.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["/static/x/none.css", "/static/x/../a.css", "/static/x/%2e%2e/etc/passwd"])
def test_nothing_else_is_served(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 404
