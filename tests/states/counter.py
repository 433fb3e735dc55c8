"""The counter, the people we could not tell, and one message's history, in every state an officer may see."""

import uuid

from sqlalchemy import func, select, update

from portal.core import settings
from portal.core.db import db, transaction
from portal.dossiers.models import Dossier
from portal.notifications import messages, worklist
from portal.notifications.models import Attempt, Intent, Outcome, State
from portal.notifications.untold import Untold
from portal.staff.models import Role
from tests.citizens import follower
from tests.desk import Browser, sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.states.stage import HX, MARKUP, UNBROKEN, Answer, Play, Stage

play = Play("counter")
COUNTER, LIST, MESSAGES = "/desk/dossiers/", "/desk/khong-bao-duoc/", "/desk/messages/"
PHONES = {"reachable": "0911000001", "silent": "0911000002", "not following": "0911000003"}


def _get(stage: Stage, path: str, headers: dict[str, str] | None = None) -> Answer:
    return stage.staff(Role.OFFICER).get(path, headers=headers or {})


def _post(stage: Stage, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
    form = {"csrf_token": stage.token("/desk/password", Role.OFFICER), **fields}
    return stage.staff(Role.OFFICER).post(path, data=form, headers=headers or {})


def _dossier(phone: str = "0911000001", **over: object) -> Dossier:
    return make_dossier(SoDienThoai=phone, DangKyNhanZalo=True, TenTTHC=UNBROKEN, **over)


def _visit(stage: Stage, phone: str, code: str = "") -> str:
    found = _post(stage, COUNTER, phone=phone, code=code)
    assert found.status_code == 303, found.get_data(as_text=True)[:300]
    return str(found.headers["Location"])


def _agreed(stage: Stage, phone: str) -> str:
    at = _visit(stage, phone, _dossier(phone, DonViXuLy=MARKUP).code)
    _post(stage, f"{at}dong-y", scope="dossier", agreed="y", text_version="counter-1")
    return at


def _people(stage: Stage) -> None:
    if "counter people" not in stage.kept:
        follower(PHONES["reachable"])
        follower(PHONES["silent"], days=9)
        follower(PHONES["not following"], follows=False)
        stage.kept["counter people"] = True


def _end(state: State, reason: str | None, code: int | None = None, **where: object) -> uuid.UUID:
    """The newest message ends like this."""
    id_ = db.session.scalars(
        select(Intent.id).filter_by(**where).order_by(Intent.created_at.desc()).limit(1)
    ).one()
    with transaction() as session:
        values = {"state": state, "reason": reason, "settled_at": func.now(), "due_at": None, "attempts": 1}
        session.execute(update(Intent).where(Intent.id == id_).values(**values))
        outcome = Outcome.SENT if state is State.SENT else Outcome.REFUSED
        session.add(
            Attempt(
                intent_id=id_, channel="zalo_cs", n=1, reference=uuid.uuid4().hex[:11],
                reserved_at=func.now(),
                marked_at=func.now(), ended_at=func.now(), outcome=outcome, error_code=code,
                message_id=uuid.uuid4().hex if state is State.SENT else None,
            )
        )  # fmt: skip
    return id_


def _untold(phone: str, **over: object) -> str:
    """Somebody who was not told; the address of their line."""
    dossier = _dossier(phone, **over)
    worklist.gather()
    found = db.session.scalars(select(Untold.id).filter_by(subject_id=dossier.id)).one()
    return f"{LIST}{found}/"


@play.state("the form")
def form(stage: Stage) -> Answer:
    """Nothing checked yet."""
    return _get(stage, COUNTER)


@play.state("the form, refused", 422)
def form_refused(stage: Stage) -> Answer:
    """No phone, no code."""
    return _post(stage, COUNTER, phone="12", code="H44.12.260701.0001")


@play.state("the form, with visits")
def form_again(stage: Stage) -> Answer:
    """Somebody was here before."""
    _visit(stage, "0911000009")
    return _get(stage, COUNTER)


@play.state("a phone nobody has")
def unknown(stage: Stage) -> Answer:
    """The code to follow."""
    return _get(stage, _visit(stage, "0911000009", "H44.12-260701-9999"))


@play.state("a silent phone")
def silent(stage: Stage) -> Answer:
    """Follows, too long ago."""
    _people(stage)
    return _get(stage, _visit(stage, PHONES["silent"]))


@play.state("a phone that does not follow, fragment")
def not_following(stage: Stage) -> Answer:
    """The piece that asks again."""
    _people(stage)
    return _get(stage, f"{_visit(stage, PHONES['not following'])}kha-nang", HX)


@play.state("a reachable phone beside its dossier")
def reachable(stage: Stage) -> Answer:
    """Before consent; the number is not the dossier's."""
    _people(stage)
    return _get(stage, _visit(stage, PHONES["reachable"], _dossier("0911000008").code))


@play.state("no consent without a tick", 422)
def no_tick(stage: Stage) -> Answer:
    """The box was left empty."""
    at = _visit(stage, "0911000009", _dossier("0911000009").code)
    return _post(stage, f"{at}dong-y", text_version="counter-0")


@play.state("a test under way, fragment")
def under_way(stage: Stage) -> Answer:
    """Just pressed."""
    _people(stage)
    return _post(stage, f"{_agreed(stage, PHONES['reachable'])}tin-thu", HX)


@play.state("a test that was refused")
def refused(stage: Stage) -> Answer:
    """With Zalo's reason."""
    _people(stage)
    at = _agreed(stage, PHONES["reachable"])
    _post(stage, f"{at}tin-thu")
    _end(State.REFUSED, "refused", -230, kind="counter_test")
    return _get(stage, at)


@play.state("a test that was seen, and wrong digits", 422)
def seen(stage: Stage) -> Answer:
    """Seen; the digits do not fit."""
    _people(stage)
    at = _agreed(stage, PHONES["reachable"])
    _post(stage, f"{at}tin-thu")
    id_ = _end(State.SENT, None, kind="counter_test")
    with transaction() as session:
        session.execute(update(Attempt).filter_by(intent_id=id_).values(seen_at=func.now()))
    return _post(stage, f"{at}xac-nhan", check="12")


@play.state("the slip")
def slip(stage: Stage) -> Answer:
    """To be printed."""
    return _get(stage, f"{_visit(stage, '0911000009', _dossier('0911000009').code)}phieu")


@play.state("a dossier without messages")
def dossier(stage: Stage) -> Answer:
    """Nobody was told."""
    return _get(stage, f"{COUNTER}{_dossier('0911000009', ChuHoSo=UNBROKEN).id}/")


@play.state("messages")
def listed(stage: Stage) -> Answer:
    """The newest."""
    _people(stage)
    _dossier()
    _end(State.SENT, None, kind="dossier_accepted")
    return _get(stage, MESSAGES)


@play.state("no such message", 422)
def not_found(stage: Stage) -> Answer:
    """Nothing has this reference."""
    return _post(stage, MESSAGES, reference=MARKUP)


@play.state("a history to the tap")
def history(stage: Stage) -> Answer:
    """Sent, seen, opened."""
    _people(stage)
    _dossier()
    id_ = _end(State.SENT, None, kind="dossier_accepted")
    with transaction() as session:
        values = {"received_at": func.now(), "seen_at": func.now(), "evidence": "echo"}
        session.execute(update(Attempt).filter_by(intent_id=id_).values(**values))
    link = messages.buttons_of(db.session.get_one(Intent, id_).params)[0].payload
    stage.citizen().get(link.removeprefix(settings.get().base_url))
    return _get(stage, f"{MESSAGES}{id_}/")


@play.state("a history that waits, for a leader")
def waiting(stage: Stage) -> Answer:
    """Queued; its words are not theirs."""
    _people(stage)
    dossier = _dossier()
    id_ = db.session.scalars(select(Intent.id).filter_by(subject_id=dossier.id)).first()
    return stage.staff(Role.LEADER).get(f"{MESSAGES}{id_}/")


@play.state("a history of an erased person")
def erased(stage: Stage) -> Answer:
    """No words left."""
    _people(stage)
    _dossier()
    id_ = _end(State.CANCELLED, "erased", kind="dossier_accepted")
    with transaction() as session:
        session.execute(update(Intent).where(Intent.id == id_).values(params={}))
    return _get(stage, f"{MESSAGES}{id_}/")


@play.state("nobody is left untold")
def nobody(stage: Stage) -> Answer:
    """An office whose list is empty."""
    browser = Browser(stage.app, use_cookies=True)
    assert sign_in(browser, make_staff(Role.OFFICER, office_id=make_office())) == 303
    return browser.get(LIST)


@play.state("people not told")
def untold(stage: Stage) -> Answer:
    """Nobody known, and Zalo's no."""
    _people(stage)
    _untold("0911000010")
    _dossier(PHONES["silent"])
    _end(State.REFUSED, "refused", -230, kind="dossier_accepted")
    return _get(stage, LIST)


@play.state("one not told, called in vain")
def one(stage: Stage) -> Answer:
    """With what was done."""
    at = _untold("0911000011")
    _post(stage, f"{at}da-goi", result="no_answer", note=MARKUP)
    return _get(stage, at)


@play.state("one not told, number open")
def number(stage: Stage) -> Answer:
    """To be called."""
    return _post(stage, f"{_untold('0911000012')}so")


@play.state("one not told, reachable now")
def reachable_now(stage: Stage) -> Answer:
    """May be sent again."""
    at = _untold("0911000013")
    follower("0911000013")
    return _get(stage, at)


@play.state("one being sent again")
def again(stage: Stage) -> Answer:
    """Under way."""
    at = _untold("0911000014")
    follower("0911000014")
    _post(stage, f"{at}gui-lai")
    return _get(stage, at)


@play.state("one given up")
def given_up(stage: Stage) -> Answer:
    """Off the list."""
    at = _untold("0911000015")
    _post(stage, f"{at}thoi", reason="Số không liên lạc được")
    return _get(stage, at)


@play.state("no reason to give up", 422)
def no_reason(stage: Stage) -> Answer:
    """Refused with words."""
    return _post(stage, f"{_untold('0911000016')}thoi", reason="x")
