"""Anonymous pages are one copy for everybody: no session is looked at, the second reader costs nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import kept, settings

PAGES = (
    "/",
    "/thong-tin/",
    "/dich-vu-cong/",
    "/ho-tro/",
    "/thu-tuc/",
    "/thu-tuc/?q=khai+sinh",
    "/quyen-rieng-tu/",
    "/tro-nang/",
)


@pytest.fixture
def sharing(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setenv("PAGE_CACHE_SECONDS", "60")
    settings.get.cache_clear()
    kept.shelf.clear()
    yield ctx.test_client()
    monkeypatch.undo()
    settings.get.cache_clear()
    kept.shelf.clear()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_kept_and_answers_the_next_reader_compressed(sharing: FlaskClient, path: str) -> None:
    first = sharing.get(path)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    assert len(kept.shelf._copies) == 1
    second = sharing.get(path, headers={"Accept-Encoding": "br"})
    assert second.headers["Content-Encoding"] == "br"
    assert int(second.headers["Content-Length"]) <= 12 * 1024
    assert sharing.get(path, headers={"If-None-Match": second.headers["ETag"]}).status_code == 304


def test_a_personal_page_is_not_kept(sharing: FlaskClient) -> None:
    told = sharing.get("/ho-so/")
    assert told.headers["Cache-Control"] == "no-store"
    assert not kept.shelf._copies
