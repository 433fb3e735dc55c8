"""Wordings, codes and trial mode at the desk: untouched, edited, refused, long names, live and in trial."""

import re

from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.notifications.trial import operations as trial
from portal.staff.models import Role
from tests.factories import make_dossier
from tests.states.stage import MARKUP, UNBROKEN, Answer, Play, Stage
from tests.unit.notifications.owing import person

WORDINGS, CODES, TRIAL = "/desk/mau-tin/", "/desk/anh-xa/", "/desk/chay-thu/"
SUPPLEMENT = f"{WORDINGS}dossier_supplement/"

empty = Play("wording")
empty.desk_pages({"trial, nobody invited": TRIAL, "codes, none unknown": CODES})

play = Play("wording")
play.desk_pages(
    {"every kind": WORDINGS, "one kind": SUPPLEMENT, "a kind of the chat": f"{WORDINGS}chat_welcome/"}
)
play.desk_pages({"an SMS": f"{SUPPLEMENT}sms/", "no SMS yet": f"{WORDINGS}dossier_withdrawn/sms/"})
play.desk_pages({"one kind, to look at": SUPPLEMENT, "codes, to look at": CODES}, Role.OFFICER)


def _send(stage: Stage, path: str, **fields: str) -> Answer:
    page = stage.staff().get(path).get_data(as_text=True)
    base = re.search(r'name="base"[^>]*value="(\d+)"', page)
    form = {"csrf_token": stage.token(path), "base": base[1] if base else "", **fields}
    return stage.staff().post(path, data=form)


BODY = "Hồ sơ {code} thiếu: {papers}\nHạn {until}, nộp tại {place}. Gọi {hotline}."


@play.state("a new wording, seen before it counts")
def seen(stage: Stage) -> Answer:
    """With placeholders that change."""
    return _send(stage, SUPPLEMENT, body=BODY, button=UNBROKEN[:100], luu="1")


@play.state("a faulty wording", 422)
def faulty(stage: Stage) -> Answer:
    """Every complaint at once."""
    return _send(stage, SUPPLEMENT, body=f"{MARKUP} {{papers {{x}} {UNBROKEN} https://bit.ly/a", button="")


@play.state("a wording somebody else overtook", 409)
def overtaken(stage: Stage) -> Answer:
    """Nothing typed is lost."""
    return _send(stage, SUPPLEMENT, body=BODY, button="", luu="1", agreed="y", base="99")


@play.state("edited by staff")
def edited(stage: Stage) -> Answer:
    """Two versions, and the sample of a real message."""
    _send(stage, SUPPLEMENT, body=BODY, button="", luu="1", agreed="y")
    return stage.staff().get(SUPPLEMENT)


@play.state("an older version")
def older(stage: Stage) -> Answer:
    """To be read and taken up again."""
    return stage.staff().get(f"{SUPPLEMENT}ban/1/")


@play.state("unknown codes")
def unknown(stage: Stage) -> Answer:
    """Two tasks; one of a code that is all letters."""
    make_dossier(TrangThaiHoSo="17")
    make_dossier(TrangThaiHoSo="WWWWWWWWWWWWWWWWWWWW")
    return stage.staff().get(CODES)


def _code(stage: Stage) -> str:
    found = re.search(rf'href="({CODES}ma/\d+/)"', stage.staff().get(CODES).get_data(as_text=True))
    assert found, "no code to explain"
    return found[1]


@play.state("one code")
def one_code(stage: Stage) -> Answer:
    """Nobody has said what it means."""
    return stage.staff().get(_code(stage))


@play.state("one code without an answer", 422)
def unsaid(stage: Stage) -> Answer:
    """Nothing chosen."""
    return _send(stage, _code(stage), status="")


@play.state("the effect of a code")
def effect(stage: Stage) -> Answer:
    """A month of it."""
    return _send(stage, _code(stage), status="9", when="always")


@play.state("codes, one explained")
def explained(stage: Stage) -> Answer:
    """A code of its own beside the tasks."""
    _send(stage, _code(stage), status="9", when="never", seen="9.never")
    return stage.staff().get(CODES)


@play.state("a national status")
def national(stage: Stage) -> Answer:
    """When it is told."""
    return _send(stage, f"{CODES}chung/4/", when="never")


@play.state("a guest who is none", 422)
def no_guest(stage: Stage) -> Answer:
    """Neither number nor id."""
    form = {"csrf_token": stage.token(TRIAL), "who": UNBROKEN[:40], "note": MARKUP}
    return stage.staff().post(f"{TRIAL}khach", data=form)


@play.state("guests, on trial")
def guests(stage: Stage) -> Answer:
    """One with a name, one nobody has."""
    citizens.learn_phone(person(), "0912000111", Proof.CLAIMED, "test")
    for who, note in (("0912000111", MARKUP), ("0912000112", UNBROKEN), ("3121580600000000001", "")):
        trial.invite(who, note, None)
    trial.turn(on=True, by=None)
    return stage.staff().get(TRIAL)


@play.state("going live without a word", 422)
def unmeant(stage: Stage) -> Answer:
    """The box must be ticked."""
    return stage.staff().post(f"{TRIAL}chinh-thuc", data={"csrf_token": stage.token(TRIAL)})


@play.state("every desk page on trial")
def banner(stage: Stage) -> Answer:
    """The line above."""
    return stage.staff(Role.OFFICER).get(CODES)


@play.state("live")
def live(stage: Stage) -> Answer:
    """And the way back."""
    trial.turn(on=False, by=None)
    return stage.staff().get(TRIAL)
