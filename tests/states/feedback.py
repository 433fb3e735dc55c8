"""Feedback: the form empty, refused, urgent, stale, busy, with photos; the receipt and every step after."""

from portal.core.db import db
from portal.feedback.models import Feedback, Status
from tests.states.stage import ENGLISH, ODD, Answer, Ask, Play, Stage
from tests.web.feedback import forms

play = Play("feedback")
play.pages({"form": "/phan-anh/", "where a code is typed": "/phan-anh/theo-doi/"})
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
