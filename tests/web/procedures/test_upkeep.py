"""A file for the catalogue: compared word by word, applied whole; tasks for what is linked; versions."""

import datetime as dt
import io
import json
import re
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select, update

from portal.core import clock
from portal.core.db import db
from portal.core.differing import Piece, compared
from portal.procedures import operations, queries
from portal.procedures.journeys import operations as journeys
from portal.procedures.journeys.operations import Editor, StepFacts
from portal.procedures.models import Procedure
from portal.procedures.upkeep import jobs, turns
from portal.procedures.upkeep.models import CatalogueImport, ImportState, UpkeepTask
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_procedure, make_staff
from tests.page import Page
from tests.sheets import book, csv, xlsx

AT = "/desk/danh-muc/"


def _officer(app: Flask) -> Browser:
    browser = Browser(app, use_cookies=True)
    assert sign_in(browser, make_staff(Role.PUBLISHER)) == 303
    return browser


def _post(browser: Browser, path: str, **typed: Any) -> Page:
    data = {"csrf_token": form_token(browser, AT), **typed}
    return Page(browser.post(path, data=data, follow_redirects=True), status=None)


def _hand_in(browser: Browser, raw: bytes, name: str = "danh-muc.json") -> tuple[Page, str]:
    page = _post(browser, AT, file=(io.BytesIO(raw), name))
    found = re.search(rf"{AT}[0-9a-f-]{{36}}/", page.html)
    return page, found[0] if found else ""


def _rows(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"procedures": list(rows)}).encode()


def _row(code: str, **over: Any) -> dict[str, Any]:
    usual = {"code": code, "name": "Đăng ký khai sinh", "field": "Hộ tịch", "levels": ["commune"]}
    usual |= {"desk": "one_stop", "subjects": ["Công dân Việt Nam"], "source": "A", "as_of": "2026-08"}
    return usual | over


def test_a_file_is_compared_applied_and_looked_after(app: Flask, ctx: Flask) -> None:
    with time_machine.travel(dt.datetime(2026, 8, 3, 3, tzinfo=dt.UTC), tick=False):
        code = make_procedure(decision_no="100/QĐ-BTP")
        journey = journeys.create("Sinh con", "Cho cha mẹ.", Editor(None, may_publish=True))
        journeys.add_step(journey, StepFacts("Khai sinh", code=code), Editor(None, may_publish=True))
    officer = _officer(app)
    changed = _row(code, decision_no="163/QĐ-BTP", channels=[{"channel": "direct", "duration_value": 3}])
    page, at = _hand_in(officer, _rows(changed, _row("1.900001"), {"code": "x"}))
    assert page.has("#upkeep-progress[hx-get]"), "asks again by itself while it waits"
    asks = {"HX-Request": "true"}
    assert "upkeep-progress" in officer.get(at, headers=asks).text, "a piece while it moves"
    assert (jobs.work(), jobs.work()) == (1, 0)
    assert officer.get(at, headers=asks).headers["HX-Redirect"] == at, "then the page with what to do next"
    page = Page(officer.get(at))
    assert page.all(".words del") == ["100/QĐ-BTP"]
    assert "163/QĐ-BTP" in page.all(".words ins")
    assert "Áp dụng 2 thay đổi" in page.text("main")
    assert "1 dòng bị bỏ qua" in page.text("main")
    assert queries.in_force(code).facts.decision_no == "100/QĐ-BTP", "compared, not applied"  # type: ignore[union-attr]
    _post(officer, f"{at}ap-dung")
    _post(officer, f"{at}ap-dung")
    assert (jobs.work(), jobs.work()) == (1, 0)
    assert "Đã áp dụng" in Page(officer.get(at)).text("#upkeep-progress")
    facts = queries.in_force(code).facts  # type: ignore[union-attr]
    assert facts.decision_no == "163/QĐ-BTP"
    assert queries.on_day(code, dt.date(2026, 8, 20)).facts.decision_no == "100/QĐ-BTP"  # type: ignore[union-attr]
    _looked_after(officer, code)
    later = changed | {"as_of": "2026-09"}
    _, again = _hand_in(officer, _rows(later))
    jobs.work()
    assert "Đọc lại" in Page(officer.get(again)).all(".chip"), "nothing but the month differs"
    assert "Conflict" not in _post(officer, f"{at}bo").html
    states = set(db.session.scalars(select(CatalogueImport.state)))
    assert states == {ImportState.APPLIED, ImportState.READY}


def _looked_after(officer: Browser, code: str) -> None:
    page = Page(officer.get(AT))
    assert "Việc theo bước có thủ tục này: Sinh con" in page.text("main")
    (task,) = db.session.scalars(select(UpkeepTask)).all()
    for _ in range(2):
        _post(officer, f"{AT}viec/{task.id}/xong")
    assert "Không có việc nào chờ" in Page(officer.get(AT)).text("main")
    versions = Page(officer.get(f"/desk/procedures/{code}/"))
    (link,) = [href for text, href in versions.links().items() if text == "So với bản trước"]
    assert Page(officer.get(link)).all(".words del") == ["100/QĐ-BTP"]
    for wrong in ("tu=1&den=x", "tu=1", "tu=999999&den=1"):
        assert officer.get(f"/desk/procedures/{code}/so-sanh?{wrong}").status_code in {400, 404}


def test_bad_files_and_dead_workers_change_nothing(app: Flask, ctx: Flask) -> None:
    officer = _officer(app)
    assert _hand_in(officer, b"")[0].status == 422
    assert _post(officer, AT).status == 422
    _, at = _hand_in(officer, b"a,b\n1,2\n", "bang.csv")
    jobs.work()
    page = Page(officer.get(at))
    assert "Không thấy dòng tiêu đề" in page.text("main")
    assert "Không có gì được nhập" in page.text("main")
    _, at = _hand_in(officer, _rows(_row("1.900002")))
    assert turns.take()
    assert turns.take() is None, "one worker at a time"
    db.session.execute(update(CatalogueImport).values(moved_at=clock.now() - turns.STALE))
    db.session.commit()
    assert jobs.work() == 1, "a dead worker's file is taken up again"
    _post(officer, f"{at}bo")
    assert "không còn ở bước đó" in _post(officer, f"{at}ap-dung").text("main")
    assert (jobs.work(), queries.count()) == (0, 0)


def test_words_that_stay_are_shortened_and_none_is_lost() -> None:
    long = " ".join(f"từ{n}" for n in range(60))
    pieces = list(compared(f"{long} cũ", f"{long} mới"))
    assert pieces[0].text.startswith("… ")
    assert pieces[1:] == [Piece("gone", "cũ"), Piece("new", "mới")]
    assert list(compared("", "một hai")) == [Piece("new", "một hai")]
    assert [one.kind for one in compared("x " * 4000, "y")] == ["gone", "new"]


def test_an_applied_file_is_taken_back_but_for_what_was_changed_since(app: Flask, ctx: Flask) -> None:
    with time_machine.travel(dt.datetime(2026, 8, 3, 3, tzinfo=dt.UTC), tick=False):
        kept, moved = (make_procedure(decision_no="100/QĐ-BTP") for _ in range(2))
    officer = _officer(app)
    rows = [_row(code, decision_no="163/QĐ-BTP") for code in (kept, moved)]
    _, at = _hand_in(officer, _rows(*rows, _row("1.900009")))
    jobs.work()
    _post(officer, f"{at}hoan-tac")
    assert jobs.work() == 0, "what is not applied is not taken back"
    _post(officer, f"{at}ap-dung")
    jobs.work()
    operations.import_rows([_row(moved, decision_no="200/QĐ-BTP")])
    page = _post(officer, f"{at}hoan-tac")
    assert page.has("#upkeep-progress[hx-get]")
    _post(officer, f"{at}hoan-tac")
    assert (jobs.work(), jobs.work()) == (1, 0)
    page = Page(officer.get(at))
    assert "Đã hoàn tác" in page.text("#upkeep-progress")
    assert "2 trên 3 thay đổi" in page.text("#upkeep-progress")
    assert not page.has("form[action$=hoan-tac]")
    told = [queries.in_force(code).facts.decision_no for code in (kept, moved)]  # type: ignore[union-attr]
    assert told == ["100/QĐ-BTP", "200/QĐ-BTP"]
    assert queries.in_force("1.900009") is None
    assert officer.get("/thu-tuc/1.900009/").status_code == 404
    operations.import_rows([_row("1.900009")])
    assert queries.in_force("1.900009"), "it may be brought in again"


def test_what_is_no_catalogue_is_told_in_words_and_nothing_of_it_comes_in(app: Flask, ctx: Flask) -> None:
    """Hostile and careless files: each with its own sentence, place and way out."""
    browser, head = _officer(app), ["Mã thủ tục", "Tên thủ tục", "Lĩnh vực"]
    row, line = ["1.001193", "Đăng ký khai sinh", "Hộ tịch"], "1.001193,Đăng ký khai sinh,Hộ tịch"
    told = {
        "bung ra lớn hơn 50 MB": book("<worksheet>" + " " * 52_500_000),
        "trang web hoặc tệp XML": "\ufeff <html><body><table><tr><td>Mã</td></tr></table>".encode(),
        "Ô B3 chứa công thức": csv(",".join(head), line, '1.000894,"=HYPERLINK(""http://x"")",Hộ tịch'),
        "cùng tên “Tên TTHC” (cột B và cột C)": xlsx([["Mã", "Tên thủ tục", "Tên TTHC"], row]),
        "có vẻ dùng bảng mã TCVN3": csv(",".join(head))
        + b"\r\n1.1,\xae\xa8ng k\xfd khai sinh n\xa8m \xb5\xb8,x",
        "Không thấy dòng tiêu đề": csv("Tên,Ghi chú", "Khai sinh,x"),
        "chỉ có dòng tiêu đề": csv(",".join(head)),
        "Excel đời cũ (.xls)": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "Tệp JSON không đúng dạng": b'{"procedures": 5}',
        "không khớp": csv(",".join(head), '1.001193,"Đăng ký'),
        "bị hỏng": b"PK\x03\x04 not really",
    }
    seen = {}
    for wanted, raw in told.items():
        _, at = _hand_in(browser, raw, "danh-muc.xlsx")
        jobs.work()
        page = Page(browser.get(at))
        seen[wanted] = wanted.lower() in page.text("#upkeep-progress").lower() or page.text(
            "#upkeep-progress"
        )
        assert "Không có gì được nhập" in page.html
    assert seen == dict.fromkeys(told, True)
    assert db.session.scalars(select(Procedure.code)).all() == []
