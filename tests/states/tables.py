"""Look-up tables: the citizen's page in every outcome, the officer's way from a file to a page and back."""

import datetime as dt
import time
import uuid
from urllib.parse import quote

from portal.core import clock, limits
from portal.core.db import db, transaction
from portal.staff.models import Role
from portal.tables import asking, queries
from portal.tables.models import State, TableEdition
from portal.tables.operations import making
from tests.sheets import csv
from tests.states.stage import HX, ODD, Answer, Ask, Play, Stage
from tests.tables import bring_in, look, make_live, make_table, officer, upload

play = Play("tables")
ROLE = Role.OFFICER
DESK = "/desk/bang-tra-cuu/"
LAND = "/tra-cuu/bang-gia-dat/"
LONG_AN, HOSTILE = quote("Phường Long An"), quote('"><script>alert(1)</script>')
EXAM = "/tra-cuu/diem-thi-tot-nghiep-thpt/"

play.pages({"none yet": "/tra-cuu/"}, english=False)
play.desk_pages(
    {
        "desk, none yet": DESK,
        "desk, new": f"{DESK}moi/land_price/",
        "desk, new of no kind": f"{DESK}moi/other/",
    },
    ROLE,
)


@play.state("all")
def every(stage: Stage) -> Answer:
    """One of each kind."""
    for kind in ("land_price", "exam_score", "power_cut", "planning_parcel", "vaccination_point"):
        make_live(kind)
    return stage.citizen().get("/tra-cuu/")


play.pages(
    {
        "first rows": LAND,
        "found": f"{LAND}?q=nguyen+hue",
        "found by old words and a typing slip": f"{LAND}?q=nguyenn+hue",
        "nothing found": f"{LAND}?q=khong-co-gi-ca",
        "numbers and a commune": f"/tra-cuu/quy-hoach-su-dung-dat/?xa={LONG_AN}&so0=12&so1=345",
        "a day": "/tra-cuu/lich-cup-dien/?ngay=2026-12-01",
        "a day that is none": "/tra-cuu/lich-cup-dien/?ngay=x",
        "key, before it is typed": EXAM,
    }
)
play.pages(
    {
        "hostile text": f"{LAND}?q={HOSTILE}&xa=%27%7C%21",
        "10,000 characters": f"{LAND}?q={'gia+' * 2500}",
    },
    english=False,
)
play.pages(
    {"no such table": "/tra-cuu/khong-co/", "no such edition": f"{LAND}?ban=x"}, status=404, english=False
)


@play.state("nothing to come")
def over(stage: Stage) -> Answer:
    """A calendar whose days are past, and whose time is over."""
    shown = make_live("power_cut", csv("Ngày,Xã,Khu vực", "01/02/2020,A,x"), keyword="cúp điện cũ")
    edition = db.session.get_one(TableEdition, shown.edition.id)
    edition.valid_to = clock.today() - dt.timedelta(days=1)
    db.session.commit()
    return stage.citizen().get(f"/tra-cuu/{shown.table.slug}/")


def _key(typed: str, **headers: str) -> Ask:
    return lambda stage: stage.citizen().post(EXAM, data={"key": typed}, headers=headers)


play.state("key, right")(_key("49000001"))
play.state("key, right, fragment")(_key("49000001", **HX))
play.state("key, wrong")(_key("49999999"))
play.state("key, none", 422)(_key(" "))
play.state("found, fragment")(lambda stage: stage.citizen().get(f"{LAND}?q=duong", headers=HX))


@play.state("key, a sum or a wait first")
def waiting(stage: Stage) -> Answer:
    """Many ask: the key is kept, nothing is told yet."""
    with transaction() as session:
        session.add(limits.Throttle(key=asking.GATE.free, ends_at=int(time.time()) + 3600, count=10**6))
    answer = stage.citizen().post(EXAM, data={"key": "49000001"})
    stage.forget_counts()
    return answer


@play.state("keys tried too often", 429)
def too_often(stage: Stage) -> Answer:
    """Said as for every other look-up."""
    for _ in range(12):
        answer = stage.citizen().post(EXAM, data={"key": "49999998"})
    stage.forget_counts()
    return answer


@play.state("odd cells, many pages, an older edition")
def odd(stage: Stage) -> Answer:
    """Whatever an office may write stands in its cell."""
    quoted = ['"' + text.replace('"', '""') + '"' for text in ODD.values()]
    rows = [f"{text},Phường Long An,{n}" for n, text in enumerate(quoted)]
    rows += [f"Đường số {n},Phường Long An,{n}" for n in range(60)]
    first = make_live(raw=csv("Tên đường,Xã,VT1", *rows), keyword="giá đất lạ")
    second = bring_in(upload(first.table.id, csv("Tên đường,VT1", "A,1")))
    making.publish(second.id, officer())
    stage.kept |= {
        "odd": first.table.slug,
        "old": first.edition.id,
        "table": first.table.id,
        "live": second.id,
    }
    return stage.citizen().get(f"/tra-cuu/{first.table.slug}/?ban={first.edition.id}")


@play.state("an older edition, second page of what was found")
def second_page(stage: Stage) -> Answer:
    """Pages keep the edition."""
    return stage.citizen().get(f"/tra-cuu/{stage.kept['odd']}/?ban={stage.kept['old']}&q=duong&trang=2")


play.desk_pages({"desk, all": DESK}, ROLE)


def _desk(name: str) -> Ask:
    return lambda stage: stage.staff(ROLE).get(f"{DESK}{stage.kept[name]}/")


def _edition(name: str, **headers: str) -> Ask:
    return lambda stage: stage.staff(ROLE).get(f"{DESK}ban/{stage.kept[name]}/", headers=headers)


play.state("desk, one table")(_desk("table"))
play.state("desk, live edition")(_edition("live"))
play.state("desk, replaced edition")(_edition("old"))


@play.state("desk, an edition that waits for its day")
def planned(stage: Stage) -> Answer:
    """It puts itself up; whoever may can let it be."""
    made = bring_in(upload(stage.kept["table"], csv("Tên đường,VT1", "B,2")))
    made.valid_from = clock.today() + dt.timedelta(days=40)
    db.session.commit()
    stage.kept["planned"] = made.id
    waits = stage.staff(ROLE).get(f"{DESK}ban/{made.id}/")
    making.publish(made.id, officer())
    return waits


play.state("desk, an edition that is planned")(_edition("planned"))
play.state("the page before a planned edition")(
    lambda stage: stage.citizen().get(f"/tra-cuu/{stage.kept['odd']}/")
)


def _posted(stage: Stage, path: str, **fields: str) -> Answer:
    page = f"{DESK}{stage.kept['table']}/"
    form = {"csrf_token": stage.token(page, ROLE), **fields}
    return stage.staff(ROLE).post(f"{DESK}{path}", data=form)


@play.state("desk, no file", 422)
def no_file(stage: Stage) -> Answer:
    """Nothing was chosen."""
    return _posted(stage, f"{stage.kept['table']}/tai-len")


@play.state("desk, a word that is taken", 422)
def taken(stage: Stage) -> Answer:
    """Two tables cannot share a word."""
    return _posted(stage, f"{stage.kept['table']}/loi", title="Bảng", keyword="Điểm THI", intro="")


@play.state("desk, new without words", 422)
def no_words(stage: Stage) -> Answer:
    """Every complaint at once."""
    return _posted(stage, "moi/other/", title="", keyword="x")


@play.state("desk, to be mapped")
def mapped(stage: Stage) -> Answer:
    """Columns guessed, one unknown."""
    raw = csv("Tên đường,Xã,VT1,Ghi chú riêng", "A,Phường Long An,rẻ,x", "B,Phường Long An,12,y")
    stage.kept["looked"] = upload(make_table(keyword="giá thử"), raw).id
    return _edition("looked")(stage)


@play.state("desk, mapped wrongly", 422)
def mapped_wrongly(stage: Stage) -> Answer:
    """Key and words, one label twice, no day."""
    fields = {"role-0": "exact", "role-1": "text", "label-0": "A", "label-1": "a", "valid_from": "32/13/2026"}
    return _posted(stage, f"ban/{stage.kept['looked']}/cot", **fields)


@play.state("desk, ready with bad rows")
def ready(stage: Stage) -> Answer:
    """What is left out is listed."""
    bring_in(look(stage.kept["looked"]))
    return _edition("looked")(stage)


@play.state("desk, ready, before somebody who may not put it up")
def ready_for_an_editor(stage: Stage) -> Answer:
    """Sees what is missing."""
    return stage.staff(Role.EDITOR).get(f"{DESK}ban/{stage.kept['looked']}/")


def _set(name: str, state: State, headers: dict[str, str]) -> Ask:
    def ask(stage: Stage) -> Answer:
        edition = queries.edition(stage.kept["looked"])
        edition.state, edition.rows_total = state, 2
        db.session.commit()
        return _edition("looked", **headers)(stage)

    return ask


play.state("desk, being looked into")(_set("a", State.ARRIVED, {}))
play.state("desk, being brought in")(_set("i", State.IMPORTING, {}))
play.state("desk, being brought in, fragment")(_set("i", State.IMPORTING, HX))


@play.state("desk, refused")
def refused(stage: Stage) -> Answer:
    """A formula."""
    made = upload(make_table(keyword="giá hỏng"), csv("A,B", "1,=1+1"))
    stage.kept["refused"] = made.id
    return _edition("refused")(stage)


@play.state("no such edition at the desk", 404)
def unknown(stage: Stage) -> Answer:
    """An id that nothing has."""
    return stage.staff(ROLE).get(f"{DESK}ban/{uuid.UUID(int=4)}/")
