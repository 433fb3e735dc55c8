"""Feedback: the form empty, refused, urgent, stale, busy, with photos; the receipt and every step after."""

import datetime as dt
import io
import uuid
from typing import Any

from portal.core import kept
from portal.core.db import db
from portal.feedback import alike, operations, photos
from portal.feedback.cases import publishing, ruling, working
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, Kind, Status
from portal.staff.models import Role, StaffUser
from tests.factories import make_office, make_staff
from tests.states.stage import ENGLISH, HX, ODD, Answer, Ask, Play, Stage, plain
from tests.web.feedback import forms

play = Play("feedback")
play.pages({"form": "/phan-anh/", "where a code is typed": "/phan-anh/theo-doi/"})
play.state("form, Mini App")(plain("/m/phan-anh/"))
play.pages({"unknown code": "/phan-anh/AAAAAAAAAAA/"}, status=404, english=False)


def _sent(language: str = "", *photos: bytes, **typed: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        browser = stage.citizen(language)
        hidden = forms.opened(browser)
        return forms.sent(browser, hidden, *photos, **typed)

    return ask


REFUSED = {"kind": "question", "text": "", "phone": "12", "email": "khong-phai", "consent": ""}
play.state("refused, every complaint at once", 422)(_sent("", b"khong phai anh", b"", **REFUSED))
play.state("refused, English", 422)(_sent(ENGLISH, b"khong phai anh", **REFUSED))
play.state("urgent words", 422)(_sent("", text="Cháy nhà, cứu với, có người mắc kẹt"))
play.state("odd text refused", 422)(_sent("", text=ODD["right to left"] * 200, place=ODD["no spaces"]))
play.state("photos held", 422)(_sent("", forms.picture(), forms.picture("PNG"), kind="question", text=""))


@play.state("the form's token was lost", 422)
def stale(stage: Stage) -> Answer:
    """Another cookie jar than at the beginning."""
    hidden = forms.opened(stage.citizen())
    return forms.sent(stage.citizen(), hidden)


def _followed(status: Status, language: str, page: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        browser = stage.citizen(language)
        code = forms.code_in(forms.sent(browser, forms.opened(browser), forms.picture()))
        row = db.session.query(Feedback).filter_by(code=code).one()
        row.status = status
        db.session.commit()
        return browser.get(f"/phan-anh/{code}/{page}")

    return ask


play.state("receipt")(_followed(Status.NEW, "", "da-nhan/"))
play.state("receipt, English")(_followed(Status.NEW, ENGLISH, "da-nhan/"))
for _number, _status in enumerate(Status):
    play.state(f"followed, {_status}")(_followed(_status, ENGLISH if _number % 2 else "", ""))


@play.state("a tracking code mistyped", 422)
def mistyped(stage: Stage) -> Answer:
    """It has the wrong shape."""
    return stage.citizen().post("/phan-anh/theo-doi/", data={"code": ODD["emoji"]})


@play.state("a tracking code nobody has", 422)
def unknown(stage: Stage) -> Answer:
    """It has the right shape."""
    return stage.citizen(ENGLISH).post("/phan-anh/theo-doi/", data={"code": "AAAAAAAAAAA"})


BY_DESK = {"office": "Trung tâm Phục vụ hành chính công phường Long An (thử)"}


def _case(stage: Stage, *moves: tuple[Move, str], **typed: Any) -> Feedback:
    """A feedback that went so far; a rule and an office are there."""
    told: dict[str, Any] = {
        "once_key": uuid.uuid4(),
        "kind": Kind.FIELD_REPORT,
        "text": forms.TYPED["text"],
    }
    code = operations.receive(operations.Told(**told | typed))
    row = db.session.query(Feedback).filter_by(code=code).one()
    by = stage.kept.setdefault("handler", _person(make_staff(Role.SUPPORT)))
    for move, note in moves:
        working.do(row.id, working.Act(move, by, note))
    db.session.expire_all()
    return row


def _person(username: str) -> uuid.UUID:
    return db.session.query(StaffUser).filter_by(username=username).one().id


ASKED, DONE = (Move.ASK, "Xin cho biết cột số mấy."), (Move.ANSWER, "Đã thay bóng đèn.\nCảm ơn ông/bà.")
NAMED: dict[str, Any] = {
    "name": "Nguyễn Văn Ví Dụ",
    "phone": "0912345678",
    "place": ODD["no spaces"],
    "at": (10.535, 106.414),
}


@play.state("asked for more")
def asked(stage: Stage) -> Answer:
    """The sender reads what is asked."""
    return stage.citizen().get(f"/phan-anh/{_case(stage, ASKED).code}/")


@play.state("answered, to be confirmed, English")
def answered(stage: Stage) -> Answer:
    """Done or not done."""
    return stage.citizen(ENGLISH).get(f"/phan-anh/{_case(stage, DONE).code}/")


@play.state("answers for everybody")
def public(stage: Stage) -> Answer:
    """One that was published."""
    row = _case(stage, DONE)
    words = publishing.Words("Đèn đường tắt ba đêm. " * 12, "Đã thay bóng.")
    publishing.publish(row.id, words, stage.kept["handler"])
    stage.kept["public"] = row.id
    kept.shelf.clear()
    return stage.citizen().get("/phan-anh/da-tra-loi/")


@play.state("one answer for everybody, English")
def one_public(stage: Stage) -> Answer:
    """Without who asked."""
    return stage.citizen(ENGLISH).get(f"/phan-anh/da-tra-loi/{stage.kept['public']}/")


play.state("a complaint by law", 422)(_sent("", text="Tôi muốn khiếu nại quyết định xử phạt"))


@play.state("desk: one case")
def case(stage: Stage) -> Answer:
    """Everything it may hold; long words, too."""
    row = _case(stage, ASKED, (Move.RESUME, ""), **NAMED)
    return stage.staff(Role.SUPPORT).get(f"/desk/phan-anh/{row.id}/")


@play.state("desk: the list")
def listed(stage: Stage) -> Answer:
    """With one that is late."""
    row = _case(stage)
    row.accept_by = row.received_at - dt.timedelta(days=1)
    db.session.commit()
    return stage.staff(Role.SUPPORT).get("/desk/phan-anh/")


play.state("desk: nothing closed")(lambda stage: stage.staff(Role.SUPPORT).get("/desk/phan-anh/?xem=closed"))


@play.state("desk: who sent it")
def sender(stage: Stage) -> Answer:
    """After the look was written down."""
    row = _case(stage, DONE, **NAMED)
    page = f"/desk/phan-anh/{row.id}/"
    data = {"csrf_token": stage.token("/desk/phan-anh/luat/", Role.SUPPORT)}
    return stage.staff(Role.SUPPORT).post(f"{page}nguoi-gui", data=data)


@play.state("desk: an answer without words", 422)
def wordless(stage: Stage) -> Answer:
    """It comes back open."""
    row = _case(stage)
    data = {"csrf_token": stage.token("/desk/phan-anh/luat/", Role.SUPPORT), "move": "answer"}
    return stage.staff(Role.SUPPORT).post(f"/desk/phan-anh/{row.id}/lam", data=data)


@play.state("desk: the rules, tried")
def ruled(stage: Stage) -> Answer:
    """One rule."""
    _case(stage)
    ruling.put(None, None, make_office(name=BY_DESK["office"]), stage.kept["handler"])
    return stage.staff(Role.SUPPORT).get("/desk/phan-anh/luat/?loai=question")


play.state("desk: the test box")(
    lambda stage: stage.staff(Role.SUPPORT).get("/desk/phan-anh/luat/?loai=conduct", headers=HX)
)
play.state("desk: answers to publish")(
    lambda stage: stage.staff(Role.EDITOR).get("/desk/phan-anh/cong-khai/")
)


@play.state("desk: an answer that names somebody", 422)
def naming(stage: Stage) -> Answer:
    """It is not published so."""
    row = _case(stage, DONE, **NAMED)
    page = f"/desk/phan-anh/cong-khai/{row.id}/"
    typed = {"question": "Đèn tắt", "answer": "Chào ông Nguyễn Văn Ví Dụ"}
    return stage.staff(Role.EDITOR).post(page, data={"csrf_token": stage.token(page, Role.EDITOR), **typed})


play.state("somebody reported it already", 422)(
    _sent("", text="Tối quá", latitude="10.535", longitude="106.414")
)


@play.state("followed instead of reported again")
def alike_(stage: Stage) -> Answer:
    """The receipt of a follower."""
    code = alike.follow(uuid.uuid4(), _case(stage, DONE).id, None)
    return stage.citizen().get(f"/phan-anh/{code}/da-nhan/")


@play.state("asked for work", 422)
def working_phone(stage: Stage) -> Answer:
    """The second form of a browser within minutes, by somebody without scripts."""
    browser = stage.citizen(ENGLISH)
    browser.environ_base["HTTP_USER_AGENT"] = "a phone without scripts"
    forms.bare(browser, forms.opened(browser), text="Việc thứ nhất")
    return forms.bare(browser, forms.opened(browser), text="Việc thứ hai")


@play.state("desk: an answer with a photo of what was mended, to be published")
def proven(stage: Stage) -> Answer:
    """The editor chooses which photo goes with it."""
    row = _case(stage)
    photos.keep_proofs(row.id, [("a.jpg", io.BytesIO(forms.picture()))])
    working.do(row.id, working.Act(Move.ANSWER, stage.kept["handler"], "Đã sửa."))
    return stage.staff(Role.EDITOR).get(f"/desk/phan-anh/cong-khai/{row.id}/")


play.state("desk: figures by office")(lambda stage: stage.staff(Role.SUPPORT).get("/desk/phan-anh/so-lieu/"))
