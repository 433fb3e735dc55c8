"""The newsroom: empty, an item in every state, its text, versions, calendar, shared link, withdrawal."""

import datetime as dt
import re
import uuid
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.news.models import Announcement, Kind
from portal.newsroom import deciding, operations, sharing
from portal.newsroom.models import State
from portal.staff.models import Role
from tests.factories import make_office
from tests.newsroom import draft, make_item, person
from tests.states.stage import ENGLISH, HX, ODD, Answer, Play, Stage

play = Play("newsroom")
DESK = "/desk/tin-bai/"


@play.state("newsroom, nothing written yet")
def none(stage: Stage) -> Answer:
    """An empty list."""
    return stage.staff(Role.AUTHOR).get(f"{DESK}?q=khong-co-gi-nhu-vay")


@play.state("newsroom, a new item")
def fresh(stage: Stage) -> Answer:
    """The short form."""
    return stage.staff(Role.AUTHOR).get(f"{DESK}moi/")


@play.state("newsroom, a new item without a title", 422)
def untitled(stage: Stage) -> Answer:
    """A complaint."""
    form = {"csrf_token": stage.token(f"{DESK}moi/", Role.AUTHOR), "kind": "event"}
    return stage.staff(Role.AUTHOR).post(f"{DESK}moi/", data=form)


def _at(stage: Stage, name: str) -> str:
    return f"{DESK}{stage.kept['newsroom ' + name]}/"


@play.state("newsroom, an item of another office's draft, long words")
def begun(stage: Stage) -> Answer:
    """A limited draft with a named version."""
    made = make_item(
        title=ODD["no spaces"][:200], summary=ODD["emoji"], office_id=make_office(), limited=True
    )
    operations.save(made, 1, draft(title=ODD["right to left"][:200]), person(), name="Bản góp ý")
    stage.kept["newsroom draft"] = made
    return stage.staff(Role.AUTHOR).get(_at(stage, "draft"))


@play.state("newsroom, the text of a policy")
def writing(stage: Stage) -> Answer:
    """What a policy is asked for."""
    made = make_item(kind=Kind.POLICY, details={"number": "12/QĐ-UBND", "date": "2026-11-20"})
    return stage.staff(Role.AUTHOR).get(f"{DESK}{made}/sua/")


def _papers(stage: Stage, act: str, headers: dict[str, str] | None = None) -> Answer:
    """A decision with a form of a very long name and a table that is gone from the library."""
    rows = [
        {"id": str(uuid.uuid4()), "href": f"/media/{'0' * 32}/tep.{kind}", "title": title, "number": number}
        | {"kind": kind, "size": 48_000, "text": "Điều 1"}
        for kind, title, number in (("pdf", "Quyết định", "12/QĐ-UBND"), ("docx", ODD["no spaces"][:200], ""))
    ]
    made = make_item(kind=Kind.POLICY, details={"number": "12/QĐ-UBND", "papers": rows})
    path = f"{DESK}{made}/sua/"
    names = [*(row["id"] for row in rows), str(uuid.uuid4())]
    form = {"paper": names, "paper_title": [rows[0]["title"], rows[1]["title"], "Biểu giá"], "title": "Bài"}
    form |= {"csrf_token": stage.token(path, Role.AUTHOR), "act": act.format(*names), "words": "12 QD"}
    return stage.staff(Role.AUTHOR).post(f"{path}van-ban", data=form, headers=headers)


@play.state("newsroom, papers of a text put in order, the whole page")
def ordered(stage: Stage) -> Answer:
    """Without scripts the page comes back as it was typed."""
    return _papers(stage, "down:{0}")


@play.state("newsroom, a paper taken out, as a piece")
def taken_out(stage: Stage) -> Answer:
    """What htmx puts into the page."""
    return _papers(stage, "out:{0}", HX)


@play.state("newsroom, a text that lacks everything", 422)
def lacking(stage: Stage) -> Answer:
    """Every complaint at once."""
    made = make_item(kind=Kind.EVENT)
    path = f"{DESK}{made}/sua/"
    form = {"csrf_token": stage.token(path, Role.AUTHOR), "communes": "Xã Không Có", "procedures": "x"}
    return stage.staff(Role.AUTHOR).post(path, data=form)


@play.state("newsroom, saved by somebody else meanwhile", 409)
def behind(stage: Stage) -> Answer:
    """Both texts stay."""
    path = f"{_at(stage, 'draft')}sua/"
    form = {"csrf_token": stage.token(path, Role.AUTHOR), "title": "Của tôi", "summary": "s", "base": "1"}
    return stage.staff(Role.AUTHOR).post(path, data=form | {"category": "tin-tuc"})


@play.state("newsroom, waiting for approval, its editor")
def waiting(stage: Stage) -> Answer:
    """One button, and the way back."""
    stage.kept["newsroom review"] = make_item(State.REVIEW)
    return stage.staff(Role.EDITOR).get(_at(stage, "review"))


@play.state("newsroom, sent back without a reason", 422)
def no_reason(stage: Stage) -> Answer:
    """The reason is asked for."""
    path = _at(stage, "review")
    form = {"csrf_token": stage.token(path, Role.EDITOR), "reason": ""}
    return stage.staff(Role.EDITOR).post(f"{path}tra-lai", data=form)


@play.state("newsroom, approved, its publisher")
def approved(stage: Stage) -> Answer:
    """The one Schedule button."""
    return stage.staff(Role.PUBLISHER).get(f"{DESK}{make_item(State.APPROVED, kind=Kind.ALERT)}/")


@play.state("newsroom, planned")
def planned(stage: Stage) -> Answer:
    """With its time."""
    begin = clock.now() + dt.timedelta(days=1)
    made = make_item(State.SCHEDULED, publish_at=begin, expire_at=begin + dt.timedelta(days=2))
    return stage.staff(Role.PUBLISHER).get(f"{DESK}{made}/")


@play.state("newsroom, published and written on")
def published(stage: Stage) -> Answer:
    """A newer draft beside what citizens read, and a reminder."""
    made = make_item(State.PUBLISHED, title="Tên đang đăng", review_by=clock.today())
    operations.save(made, 1, draft(title="Tên mới", body="<p>Câu mới.</p>"), person())
    operations.restore(made, 1, person())
    stage.kept["newsroom live"] = made
    return stage.staff(Role.PUBLISHER).get(_at(stage, "live"))


@play.state("newsroom, a link was made")
def link_made(stage: Stage) -> Answer:
    """Shown this once."""
    path = _at(stage, "live")
    form = {"csrf_token": stage.token(path, Role.PUBLISHER), "ban": "2"}
    answer = stage.staff(Role.PUBLISHER).post(f"{path}chia-se", data=form)
    found = re.search(r"/xem-truoc/[\w-]+/", answer.get_data(as_text=True))
    assert found
    stage.kept["newsroom link"] = found[0]
    return answer


@play.state("a shared draft")
def shared(stage: Stage) -> Answer:
    """One revision, for somebody without an account."""
    return stage.citizen().get(stage.kept["newsroom link"])


@play.state("newsroom, a phone's preview")
def previewed(stage: Stage) -> Answer:
    """An older version of an alert in the frame."""
    made = make_item(
        kind=Kind.ALERT, alert_level="danger", procedures=["1.001193"], details={"place": "Bến Lức"}
    )
    operations.save(made, 1, draft(title="Khác"), person())
    return stage.staff(Role.AUTHOR).get(f"{DESK}{made}/ban/1/")


@play.state("newsroom, two versions compared")
def compared(stage: Stage) -> Answer:
    """Word by word."""
    return stage.staff(Role.AUTHOR).get(f"{_at(stage, 'live')}so/1/2/")


@play.state("newsroom, the same version twice")
def same(stage: Stage) -> Answer:
    """Nothing differs."""
    return stage.staff(Role.AUTHOR).get(f"{_at(stage, 'live')}so/1/1/")


@play.state("newsroom, the calendar")
def calendar(stage: Stage) -> Answer:
    """What goes up and what ends."""
    return stage.staff(Role.PUBLISHER).get(f"{DESK}lich/")


@play.state("newsroom, one change for many items, nothing chosen", 422)
def many(stage: Stage) -> Answer:
    """Every form, and a complaint."""
    ids = [stage.kept["newsroom live"], stage.kept["newsroom review"]]
    form = {"csrf_token": stage.token(f"{DESK}nhieu-bai/?bai={ids[0]}", Role.PUBLISHER), "bai": ids}
    return stage.staff(Role.PUBLISHER).post(f"{DESK}nhieu-bai/chu-de/", data=form)


@play.state("newsroom, many items were changed")
def many_done(stage: Stage) -> Answer:
    """What was changed, what was left, the way back."""
    at = f"{DESK}nhieu-bai/?bai={stage.kept['newsroom live']}"
    form = {"csrf_token": stage.token(at, Role.PUBLISHER), "bai": [stage.kept["newsroom live"], uuid.uuid4()]}
    who = stage.staff(Role.PUBLISHER)
    return who.get(who.post(f"{DESK}nhieu-bai/chu-de/", data=form | {"more": "Y tế"}).location)


@play.state("newsroom, the list")
def listed(stage: Stage) -> Answer:
    """Every state."""
    return stage.staff(Role.PUBLISHER).get(DESK)


@play.state("newsroom, the list as a piece, in English")
def piece(stage: Stage) -> Answer:
    """As htmx asks for it."""
    return stage.staff(Role.PUBLISHER).get(f"{DESK}?tinh-trang=published", headers=HX)


@play.state("newsroom, what grew old")
def stale(stage: Stage) -> Answer:
    """One to be looked at."""
    return stage.staff(Role.PUBLISHER).get(f"{DESK}can-xem-lai/")


@play.state("an announcement that was withdrawn", 410)
def withdrawn(stage: Stage) -> Answer:
    """Why it is gone."""
    made = make_item(State.PUBLISHED, title="Lịch tiêm cũ")
    deciding.withdraw(made, None, "Lịch tiêm đã đổi, xin xem thông báo mới.")
    found = db.session.get(Announcement, made)
    assert found
    stage.kept["newsroom gone"] = f"/tin/{found.slug}/"
    return stage.citizen().get(stage.kept["newsroom gone"])


@play.state("an announcement that was withdrawn, in English", 410)
def withdrawn_english(stage: Stage) -> Answer:
    """Its words stay Vietnamese, and say so."""
    return stage.citizen(ENGLISH).get(stage.kept["newsroom gone"])


@play.state("an event with its facts, in English")
def event(stage: Stage) -> Answer:
    """Place, time and procedures beside the text."""
    told: dict[str, Any] = {
        "starts_at": "2026-12-01T01:00:00+00:00",
        "place": "Nhà văn hóa",
        "procedures": {"1.001193": "Khai sinh"},
    }
    told["paper"] = {
        **{"id": "", "href": f"/media/{'ab' * 16}/ke-hoach.pdf", "title": ODD["markup"], "number": "12/KH"},
        **{"kind": "pdf", "size": 120_000, "text": "Điều 1\n" + ODD["no spaces"]},
    }
    made = make_item(
        State.PUBLISHED, kind=Kind.EVENT, procedures=["1.001193"], details=told, title="Hội chợ việc làm"
    )
    assert sharing.share(made, 1, None, 1)
    return stage.citizen(ENGLISH).get("/tin/hoi-cho-viec-lam/")
