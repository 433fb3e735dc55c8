"""The desk of channels in every state: nothing set up, everything in use, refusals; a message's steps."""

import datetime as dt

from sqlalchemy import func, select, update

from portal.account.models import Template
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.notifications import letters, steps
from portal.notifications.models import Attempt, Channel, ChannelStep, Intent, Outcome, State
from portal.staff.models import Role
from tests.citizens import follower
from tests.factories import keep, make_dossier
from tests.states.stage import MARKUP, UNBROKEN, Answer, Play, Stage

play = Play("ways")
AT = "/desk/kenh-gui/"
play.desk_pages({"nothing set up": AT})
play.desk_pages({"for a leader": AT}, Role.LEADER)


def _template(template_id: str, name: str) -> None:
    rules = [{"name": f"o_{n}", "required": n < 2, "most": 30 if n else None} for n in range(4)]
    facts = {"oa_id": settings.get().zalo_oa_id, "template_id": template_id, "status": "ENABLE"}
    if db.session.get(Template, (facts["oa_id"], template_id)) is None:
        keep(Template(**facts, name=name, params=rules, event_times={}))


@play.state("templates in use and a channel that rests")
def in_use(stage: Stage) -> Answer:
    """Everything there is to show."""
    _template("300101", MARKUP)
    _template("300199", UNBROKEN)
    body = letters.packed("300101", {"o_0": "{code}", "o_1": UNBROKEN[:200]}, {})
    letters.write("dossier_resolved", letters.TEMPLATE, body)
    steps.rest(Channel.ZNS, clock.now().replace(year=2030), "quota")
    db.session.commit()
    return stage.staff().get(AT)


@play.state("the boxes of a template")
def boxes(stage: Stage) -> Answer:
    """Filled with what is kept."""
    _template("300101", MARKUP)
    letters.write(
        "dossier_resolved", letters.TEMPLATE, letters.packed("300101", {"o_0": "{code} {link}"}, {})
    )
    db.session.commit()
    return stage.staff().get(f"{AT}mau/300101/?loai=dossier_resolved")


@play.state("boxes with a place that there is not", 422)
def wrong_place(stage: Stage) -> Answer:
    """Every complaint at once."""
    _template("300101", MARKUP)
    form = {"csrf_token": stage.token("/desk/password"), "kind": "x", "p_o_0": "{ten}", "p_o_1": ""}
    return stage.staff().post(f"{AT}mau/300101/", data=form)


@play.state("a price that is none", 422)
def no_price(stage: Stage) -> Answer:
    """Refused with words."""
    form = {"csrf_token": stage.token("/desk/password"), "channel": "sms", "valid_from": "1/2", "dong": "x"}
    return stage.staff().post(f"{AT}gia", data=form)


@play.state("a history over several channels")
def history(stage: Stage) -> Answer:
    """Passed over, refused, sent in the end, with prices."""
    follower("0911000123")
    dossier = make_dossier(SoDienThoai="0911000123", DangKyNhanZalo=True)
    id_ = db.session.scalars(select(Intent.id).filter_by(subject_id=dossier.id)).one()
    now = func.clock_timestamp()
    before = now - dt.timedelta(seconds=5)
    with transaction() as session:
        told = [("zalo_cs", "window_closed"), ("zalo_zbs", "no_template"), ("zalo_zns", "refused")]
        for channel, reason in told:
            is_over = reason == "refused"
            session.add(
                ChannelStep(intent_id=id_, channel=channel, reason=reason, is_over=is_over, at=before)
            )
        times = dict.fromkeys(("reserved_at", "marked_at", "ended_at"), now)
        common = {"intent_id": id_, **times}
        session.add(
            Attempt(
                **common,
                channel="zalo_zns",
                n=1,
                reference=f"a{id_}",
                outcome=Outcome.REFUSED,
                error_code=-118,
            )
        )
        session.add(
            Attempt(**common, channel="sms", n=2, reference=f"b{id_}", outcome=Outcome.SENT, cost=350)
        )
        values = {"state": State.SENT, "attempts": 2, "settled_at": now, "reason": None}
        session.execute(update(Intent).where(Intent.id == id_).values(**values))
    return stage.staff().get(f"/desk/messages/{id_}/")
