"""From a file to rows: columns guessed, bad rows named, one step up and back, killed work gone on with."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update

from portal.core import clock, sheets
from portal.core.db import db
from portal.core.errors import Conflict
from portal.tables import jobs, kinds, queries, search
from portal.tables.columns import Column, Role
from portal.tables.models import State, TableEdition, TableFault, TableRow
from portal.tables.operations import clearing, leasing, making, putting_up, reading
from tests.sheets import csv, xlsx
from tests.tables import bring_in, look, make_live, make_table, officer, upload, work

Ctx = Any


def counted(model: type[TableRow] | type[TableFault], edition_id: uuid.UUID) -> int:
    return db.session.scalar(select(func.count()).select_from(model).filter_by(edition_id=edition_id)) or 0


def test_the_sample_of_every_kind_becomes_a_page_without_a_bad_row(ctx: Ctx) -> None:
    for name, kind in kinds.kinds().items():
        if not kinds.has_sample(name):
            continue
        shown = make_live(name)
        assert (shown.edition.rows_bad, shown.edition.rows_done > 5) == (0, True), name
        assert [column.label for column in shown.columns] == [one.label for one in kind.columns], name
        assert not sheets.path(shown.edition.file_ref).exists(), "the foreign file is gone"
    assert len(queries.live()) == 5


def test_files_that_are_refused_leave_nothing_but_the_reason(ctx: Ctx) -> None:
    table_id = make_table()
    wrong = {
        "twins": csv("Đường,Giá,đường", "a,1,b"),
        "nameless": csv("Đường,,Giá", "a,b,1"),
        "header_only": csv("Đường,Giá"),
        "no_header": csv("1,2", "3,4"),
        "formula": xlsx([["Đường"]], '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'),
        "empty": csv("", ",,", ""),
    }
    for word, raw in wrong.items():
        edition = upload(table_id, raw)
        assert (edition.state, edition.problem.get("word")) == (State.REFUSED, word)
        assert edition.columns == []
    assert look(edition.id).problem == {"word": "empty"}
    assert db.session.scalar(select(func.count()).select_from(TableRow)) == 0
    with pytest.raises(Conflict):  # what was refused before its columns were seen has none to choose
        making.choose(edition.id, [], document_no="", valid_from=clock.today(), valid_to=None, by=officer())


def test_titles_above_the_header_are_passed_over(ctx: Ctx) -> None:
    rows: list[list[str | int | None]] = [
        ["BẢNG GIÁ ĐẤT NĂM 2026"],
        [],
        ["Kèm theo quyết định", None],
        ["Tên đường", "Xã", "VT1"],
        ["A", "B", 1200000],
    ]
    edition = upload(make_table(), xlsx(rows))
    assert (edition.header_line, edition.header, edition.rows_total) == (4, ["Tên đường", "Xã", "VT1"], 1)
    done = bring_in(edition)
    assert list(queries.first_rows(done.id)) == [["A", "B", "1.200.000"]]


def test_bad_rows_are_listed_with_line_and_reason_and_good_ones_stay(ctx: Ctx) -> None:
    head = "SBD,Toán"
    raw = csv(
        head, "1000001,8", ",7", "49000002,#N/A", "490000033,5", "01000001,9", "49000004,4,dư", "49000005,3"
    )
    edition = bring_in(upload(make_table("exam_score"), raw))
    told = [(one.line, one.column, one.word) for one in queries.faults(edition.id)]
    assert told == [
        (3, "Số báo danh", "no_key"),
        (4, "Toán", "error"),
        (5, "Số báo danh", "digits"),
        (6, "", "twice"),
        (7, "", "extra"),
    ]
    assert (edition.state, edition.rows_done, edition.rows_bad) == (State.READY, 2, 5)
    assert list(queries.first_rows(edition.id)) == [["01000001", "8"], ["49000005", "3"]]  # the zero is back
    days = csv("Ngày,Xã,Từ,Khu vực", "32/01/2026,A,7,x", "1-2-26,A,7,y", "2026-02-03,A,7,z", ",,7,")
    cut = bring_in(upload(make_table("power_cut"), days))
    assert [(one.line, one.word, one.value) for one in queries.faults(cut.id)] == [
        (2, "day", "32/01/2026"),
        (5, "nothing", ""),
    ]
    assert [row[0] for row in queries.first_rows(cut.id)] == ["01/02/2026", "03/02/2026"]
    money = bring_in(upload(make_table(), csv("Đường;VT1", "A;12.500.000 đ", "B;7,5", "C;rẻ")))
    assert [row[1] for row in queries.first_rows(money.id)] == ["12.500.000", "7,5"]
    assert [one.word for one in queries.faults(money.id)] == ["amount"]


def test_without_one_good_row_it_is_refused_and_columns_may_be_chosen_anew(ctx: Ctx) -> None:
    edition = upload(make_table(), csv("Tên đường,VT1", "A,rẻ", "B,đắt"))
    refused = bring_in(edition)
    assert (refused.state, refused.problem) == (State.REFUSED, {"word": "no_good_rows"})
    again = bring_in(refused, [Column("Tên đường", Role.TEXT, 0), Column("VT1", Role.SHOWN, 1)])
    assert (again.state, again.rows_done, counted(TableFault, again.id)) == (State.READY, 2, 0)


def test_a_new_edition_replaces_in_one_step_and_is_undone_in_one(ctx: Ctx) -> None:
    first = make_live(raw=csv("Tên đường,VT1", "Nguyễn Huệ,1000"))
    slug, ask = first.table.slug, search.Wanted("nguyen hue")

    def price() -> str:
        return search.find(queries.shown(slug), ask).rows[0].cells[1]

    second = bring_in(upload(first.table.id, csv("Tên đường,VT1", "Nguyễn Huệ,2000")))
    assert price() == "1.000"  # nothing changes until it is put up
    making.publish(second.id, officer())
    assert price() == "2.000"
    with pytest.raises(Conflict):
        making.publish(second.id, officer())
    assert [one.id for one in queries.earlier(first.table.id)] == [first.edition.id]
    old = queries.shown(slug, first.edition.id)
    assert search.find(old, ask).rows[0].cells[1] == "1.000"
    making.undo(second.id, officer())
    assert price() == "1.000"
    making.publish(second.id, officer())  # an undone one may go up again
    assert price() == "2.000"
    making.undo(second.id, officer())
    making.undo(first.edition.id, officer())
    assert queries.live() == []


def test_killed_and_sliced_work_is_gone_on_with(ctx: Ctx, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = csv("SBD,Toán", *[f"490{n:05d},{n % 10}" for n in range(40)], "49000007,1")
    edition = upload(make_table("exam_score"), raw)
    known = kinds.kinds()["exam_score"]
    columns = [one for one in kinds.guessed(known, edition.header) if one]
    making.choose(edition.id, columns, document_no="", valid_from=clock.today(), valid_to=None, by=officer())
    monkeypatch.setattr(reading, "BATCH", 15)
    monkeypatch.setattr(reading, "SLICE", 0.0)  # one batch a job
    taken = leasing.take()
    assert taken
    assert leasing.take() is None  # it is ours
    assert reading.work_on(taken) is True
    dead = leasing.take()
    assert dead
    assert (dead.rows_end > taken.rows_end, counted(TableRow, edition.id)) == (True, 15)
    with monkeypatch.context() as killed:  # within the batch, before its commit
        killed.setattr(reading, "fault", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            reading.work_on(dead)
    db.session.rollback()
    assert counted(TableRow, edition.id) == 15
    db.session.execute(update(TableEdition).values(due_at=clock.now() - dt.timedelta(seconds=1)))
    db.session.commit()
    edition_id = edition.id
    assert jobs.work() > 1
    done = look(edition_id)
    assert (done.state, done.rows_done, done.rows_bad) == (State.READY, 40, 1)
    with pytest.raises(leasing.Lost):  # the dead one comes back to life and may write nothing
        reading.bring_in(dead)
    assert counted(TableRow, edition_id) == 40


def test_work_that_gets_nowhere_is_refused_and_a_newer_file_ends_an_older_one(ctx: Ctx) -> None:
    table_id = make_table()
    made = upload(table_id, csv("Tên đường,VT1", "A,1"))
    db.session.execute(
        update(TableEdition).values(state=State.ARRIVED, tries=leasing.MOST_TRIES, due_at=clock.now())
    )
    db.session.commit()
    work()
    assert (look(made.id).state, look(made.id).problem) == (State.REFUSED, {"word": "worker"})
    first = bring_in(upload(table_id, csv("Tên đường,VT1", "A,1")))
    upload(table_id, csv("Tên đường,VT1", "A,1"))
    assert look(first.id).state is State.DROPPED
    assert clearing.sweep() == 1  # its row, and every file of what was refused or dropped
    assert [counted(TableRow, first.id), look(first.id).file_ref, clearing.sweep()] == [0, "", 0]


def test_an_edition_for_later_waits_for_its_day_and_switches_by_itself(ctx: Ctx) -> None:
    first = make_live()
    day = clock.today() + dt.timedelta(days=3)
    made = bring_in(upload(first.table.id, csv("Tên đường,Xã,VT1", "Mới,A,1")))
    made.valid_from = day
    db.session.commit()
    assert making.publish(made.id, officer()) is False
    assert (look(made.id).state, queries.shown(first.table.slug).edition.id) == (
        State.PLANNED,
        first.edition.id,
    )
    assert (queries.coming(first.table.id), putting_up.switch()) == (day, 0)
    assert making.undo(made.id, officer()) is False, "it waits no more; what is live stays"
    assert queries.coming(first.table.id) is None
    making.publish(made.id, officer())
    midnight = dt.datetime.combine(day, dt.time(0, 1), clock.VIETNAM)
    with time_machine.travel(midnight - dt.timedelta(minutes=2), tick=False):
        assert putting_up.switch() == 0
    with time_machine.travel(midnight, tick=False):
        assert (putting_up.switch(), putting_up.switch()) == (1, 0)
    shown = queries.shown(first.table.slug)
    assert (shown.edition.id, look(first.edition.id).state) == (made.id, State.REPLACED)
    assert making.undo(made.id, officer())
    assert queries.shown(first.table.slug).edition.id == first.edition.id


def test_without_one_in_force_a_later_edition_is_shown_at_once(ctx: Ctx) -> None:
    table_id = make_table()
    made = bring_in(upload(table_id, csv("Tên đường,Xã,VT1", "Mới,A,1")))
    made.valid_from = clock.today() + dt.timedelta(days=3)
    db.session.commit()
    assert making.publish(made.id, officer())
    assert queries.shown(queries.table(table_id).slug).starts_later()
