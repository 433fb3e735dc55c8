"""What is being written: copies never saved, two texts side by side, checks, broken links."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.news.models import Kind
from portal.newsroom import operations
from portal.newsroom.checking.models import LinkCheck
from portal.newsroom.operations import Draft
from portal.newsroom.writing.models import Copy
from portal.staff.models import Role
from tests.states.stage import HX, ODD, Answer, Play, Stage, unknown_id

play = Play("writing")
ROLE = Role.EDITOR
AT, CHECK, LINKS = "/desk/tin-bai/ban-luu/", "/desk/tin-bai/kiem-tra/", "/desk/tin-bai/lien-ket/"
BASE = "<h2>Giờ làm việc</h2><p>Sáng 7 giờ</p><p>Giữa</p><p>Chiều 13 giờ</p><p>Cuối</p>"

play.desk_pages(
    {"nothing unsaved": AT, "no broken links": LINKS, "none of one's own": f"{LINKS}?cua=toi"}, ROLE
)


def _post(stage: Stage, path: str, htmx: bool = False, **fields: object) -> Answer:
    form = {"csrf_token": stage.token("/desk/password", ROLE), **fields}
    return stage.staff(ROLE).post(path, data=form, headers=HX if htmx else {})


def _kept(stage: Stage, body: str, **more: Any) -> str:
    tab = uuid.uuid4()
    told = {
        "tab": str(tab),
        "serial": 1,
        "base": 1,
        "title": "Giờ làm việc",
        "summary": "",
        "body": body,
        **more,
    }
    assert _post(stage, AT, htmx=True, **told).status_code == 200
    return str(db.session.scalars(select(Copy.id).filter_by(tab=tab)).one())


@play.state("kept, fragment")
def kept(stage: Stage) -> Answer:
    """The line below the text, while somebody else writes too."""
    item = operations.create(Kind.GUIDE, Draft("Giờ làm việc", body=BASE), None)
    operations.save(item, 1, Draft(ODD["no spaces"][:150], body=BASE.replace("Chiều 13", "Chiều 14")), None)
    stage.kept["item"] = item
    stage.kept["clash"] = _kept(
        stage, BASE.replace("Chiều 13", "Chiều 15").replace("Sáng 7", "Sáng 8"), item=item
    )
    stage.kept["calm"] = _kept(
        stage, BASE.replace("Sáng 7", "Sáng 8"), item=item, title=ODD["no spaces"][:150]
    )
    stage.kept["new"] = _kept(
        stage, f"<p>{ODD['1,094 characters']}</p><ul><li>một</li></ul>", title=ODD["markup"]
    )
    told = {"tab": str(uuid.uuid4()), "serial": 1, "item": item, "base": 2, "body": BASE, "csrf_token": ""}
    told["csrf_token"] = stage.token("/desk/password", Role.PUBLISHER)
    assert stage.staff(Role.PUBLISHER).post(AT, data=told, headers=HX).status_code == 200
    return _post(stage, AT, htmx=True, tab=str(uuid.uuid4()), serial=1, item=item, base=1, body="")


play.state("a text that does not name its page", 422)(lambda stage: _post(stage, AT, tab="x"))
play.state("an old token", 422)(lambda stage: _post(stage, AT, csrf_token="old"))
play.state("unsaved for an article")(lambda stage: stage.staff(ROLE).get(f"{AT}?bai={stage.kept['item']}"))
play.state("unsaved, fragment")(
    lambda stage: stage.staff(ROLE).get(f"{AT}?bai={stage.kept['item']}", headers=HX)
)
play.state("unsaved for new ones")(lambda stage: stage.staff(ROLE).get(AT))
play.state("both changed the same")(lambda stage: stage.staff(ROLE).get(f"{AT}{stage.kept['clash']}/"))
play.state("nothing clashes")(lambda stage: stage.staff(ROLE).get(f"{AT}{stage.kept['calm']}/"))
play.state("a copy of a new article")(lambda stage: stage.staff(ROLE).get(f"{AT}{stage.kept['new']}/"))
play.state("no such copy", 404)(lambda stage: stage.staff(ROLE).get(f"{AT}{unknown_id()}/"))
play.state("checked, nothing found")(
    lambda stage: _post(stage, CHECK, kind="guide", title="Hướng dẫn", body="<p>Chữ thường.</p>")
)
play.state("checked, nothing written")(lambda stage: _post(stage, CHECK, kind="guide", title="", body=""))
play.state("checked, too long", 422)(lambda stage: _post(stage, CHECK, body="x" * 400_001))
BAD = (
    f'<h4>A</h4><p>Xem <a href="/x/">tại đây</a> {ODD["markup"]}</p>'
    f'<img src="/media/a/1.webp"><p>{ODD["no spaces"]}</p>'
)
play.state("checked, many faults")(lambda stage: _post(stage, CHECK, kind="event", title="KCN", body=BAD))
play.state("checked, fragment")(
    lambda stage: _post(stage, CHECK, htmx=True, kind="event", title="KCN", body=BAD)
)


@play.state("broken links")
def broken(stage: Stage) -> Answer:
    """One said to be gone, one silent."""
    body = '<p><a href="/cu/">Trang cũ</a> <a href="https://mat.vn/a">Trang ngoài</a></p>'
    operations.create(Kind.GUIDE, Draft(ODD["emoji"], body=body), None)
    now = clock.now()
    with transaction() as session:
        for address, status in (("/cu/", 404), ("https://mat.vn/a", 0)):
            since = now - dt.timedelta(days=3)
            session.add(LinkCheck(address=address, status=status, checked_at=now, failing_since=since))
    return stage.staff(ROLE).get(LINKS)
