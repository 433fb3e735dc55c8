"""Articles of an old site: looked at, brought in as drafts with their pictures, never twice, undone whole."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from portal.core import clock, feeds
from portal.core.db import db, transaction
from portal.media.models import Paper, Picture
from portal.newsroom import deciding
from portal.newsroom.arriving import jobs, origins, queries, starting, turns
from portal.newsroom.arriving.commands import import_articles
from portal.newsroom.arriving.models import Fate, Import, Stage
from portal.newsroom.models import Item, Revision, State
from portal.staff.models import Role
from tests import moving
from tests.factories import make_staff
from tests.newsroom import person, shown


@pytest.fixture
def site(ctx: Flask) -> Iterator[str]:
    with moving.old_site() as address:
        yield address


def _look(raw: bytes, by: uuid.UUID, office_id: uuid.UUID | None = None) -> Import:
    return _worked(starting.give_file([raw], "cu.xml", by, office_id=office_id))


def _worked(import_id: uuid.UUID) -> Import:
    jobs.work()
    found = queries.one(import_id)
    assert found is not None
    return found


def _count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_an_old_site_moves_in_and_out_again(ctx: Flask, site: str) -> None:
    writer, chief = person(Role.EDITOR), person(Role.PUBLISHER)
    row = _look(moving.export(site), writer)
    assert (row.stage, row.kind, row.site, row.problem) == (Stage.LOOKED, "wxr", "127.0.0.1", {})
    told = {one.number: (one.fate.value, one.why) for one in queries.arrivals(row.id, None, 1)[0]}
    assert told == {
        1: ("comes", ""),
        2: ("comes", ""),
        3: ("skipped", "unpublished"),
        4: ("skipped", "protected"),
        5: ("skipped", "type"),
        6: ("skipped", "twice"),
    }
    gone = {(one.sort.value, one.address, one.why) for one in queries.broken(row.id)[0]}
    assert gone == {("image", f"{site}/mat.jpg", "404"), ("link", f"{site}/khong-con/", "404")}
    first = queries.arrivals(row.id, Fate.COMES, 1)[0][0]
    assert first.notes == {"lost": {"[contact-form-7]": 1, "script": 1}}
    assert _count(Item) == _count(Picture) == 0, "the dry run brings nothing"

    import_id = row.id
    starting.bring(import_id, writer)
    row = _worked(import_id)
    assert row.stage is Stage.DONE, row.problem
    items = db.session.scalars(select(Item).order_by(Item.created_at)).all()
    assert [(one.title, one.state, one.live) for one in items] == [
        ("Lịch cắt điện", State.DRAFT, None),
        ("Họp dân", State.DRAFT, None),
    ], "never published by itself"
    power, meeting = (one.id for one in items)
    body = db.session.scalars(select(Revision.body).filter_by(item_id=power)).one()
    picture, paper = db.session.scalars(select(Picture)).one(), db.session.scalars(select(Paper)).one()
    assert f"/media/{picture.ref}/" in body
    assert 'alt="Trạm điện Tân An"' in body
    assert picture.alt
    assert f"/media/{paper.ref}/" in body
    assert "mat.jpg" not in body
    assert "script" not in body
    assert "<p>Cắt điện từ 7 giờ.<br>Xin thông cảm.</p>" in body
    assert "<em>Trạm</em>" in body
    came = origins.of_item(power)
    assert came is not None
    assert came.address == f"{site}/2019/05/cat-dien/"
    assert origins.leads_to("/2019/05/cat-dien/") is None, "citizens cannot read it yet"

    again = _look(moving.export(site, moving.item(site, 20, "Mới")), writer)
    assert queries.fates(again.id)[Fate.KNOWN] == 2
    assert queries.fates(again.id)[Fate.COMES] == 1
    starting.give_up(again.id, writer)
    fed = _worked(starting.give_address(f"{site}/feed/", writer, office_id=None))
    assert (fed.kind, queries.fates(fed.id)[Fate.KNOWN]) == ("rss", 2), "the feed tells the same ids"

    deciding.submit(power, writer)
    deciding.approve(power, chief, 1)
    deciding.schedule(power, chief, publish_at=None)
    out = shown(power)
    assert out is not None
    assert out.published_at == dt.datetime(2019, 5, 3, 2, 11, tzinfo=dt.UTC), "old news stays old"
    moved = ctx.test_client().get("/2019/05/cat-dien/?utm_source=zalo")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/tin/{out.slug}/")
    for numbered in ("/?p=12", "/?page_id=12&fbclid=x"):
        led = ctx.test_client().get(numbered)
        assert (led.status_code, led.headers.get("Location")) == (301, f"/tin/{out.slug}/"), numbered
    for home in ("/", "/?p=13", "/?p=999", "/?p=12&page_id=12", "/?p=%00"):
        assert ctx.test_client().get(home).status_code == 200, home
    assert ctx.test_client().get("/2019/06/hop-dan/").status_code == 404

    starting.undo(import_id, writer)
    assert _worked(import_id).stage is Stage.UNDONE
    assert db.session.get(Item, meeting) is None
    assert db.session.get(Item, power) is not None
    fates = queries.fates(import_id)
    assert (fates[Fate.UNDONE], fates[Fate.STAYED]) == (1, 1)
    assert not db.session.scalars(select(Picture.is_gone)).one(), "a published text holds it"
    back = _look(moving.export(site), writer)
    assert queries.fates(back.id)[Fate.COMES] == 1, "what was undone may come again"


BAD = {
    "empty": b"  \n",
    "kind": b"<html><body><p>x</body></html>",
    "doctype": b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
    "broken": moving.export("https://cu.vn")[:-60],
    "deep": b"<rss>" + b"<a>" * 100,
    "long": b"<rss><channel><title>" + b"x" * 1_100_000,
    "nothing": b"<rss><channel><title>x</title></channel></rss>",
}


def test_hostile_and_broken_files_bring_nothing_and_say_why(ctx: Flask) -> None:
    writer = person(Role.EDITOR)
    for word, raw in BAD.items():
        row = _look(raw, writer)
        assert (row.stage, row.problem.get("word")) == (Stage.REFUSED, word)
    with pytest.raises(feeds.BadFeed, match="large"):
        starting.give_file((b"x" * 1024 * 1024 for _ in range(41)), "to.xml", writer, office_id=None)
    inside = starting.give_address("https://10.0.0.1/feed", writer, office_id=None)
    assert _worked(inside).problem["word"] == "silent", "nothing inside is called"
    assert not list(feeds.path("x").parent.glob("*")), "no file is left behind"


def test_a_killed_worker_is_gone_on_with_and_its_late_word_counts_nothing(ctx: Flask, site: str) -> None:
    writer = person(Role.EDITOR)
    row = _look(moving.export(site), writer)
    starting.bring(row.id, writer)
    dead = turns.take()
    assert dead is not None
    assert turns.take() is None, "leased"
    with time_machine.travel(clock.now() + turns.LEASE + dt.timedelta(seconds=1)):
        with transaction() as session:
            session.execute(update(Import).values(due_at=clock.now() - turns.LEASE * 2))
        assert _worked(row.id).stage is Stage.DONE
        with pytest.raises(turns.Lost), transaction() as session:
            turns.moved(session, dead)
    assert _count(Item) == 2


def test_the_operators_command_looks_first_and_brings_in_when_told(
    ctx: Flask, site: str, tmp_path: Path
) -> None:
    name = make_staff(Role.EDITOR)
    file = tmp_path / "cu.xml"
    file.write_bytes(moving.export(site))
    runner = ctx.test_cli_runner()
    looked = runner.invoke(import_articles, [str(file), "--user", name])
    assert looked.exit_code == 0, looked.output
    assert "2 comes" in looked.output
    assert "not there image" in looked.output
    assert _count(Item) == 0
    assert "2 came" in runner.invoke(import_articles, [str(file), "--user", name, "--bring"]).output
    assert _count(Item) == 2
    for wrong in (
        ["x.xml", "--user", "khong-ai"],
        ["http://cu.vn/feed", "--user", name],
        ["x", "--user", name],
    ):
        assert runner.invoke(import_articles, wrong).exit_code == 2, wrong
