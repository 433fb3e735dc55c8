"""Reading the recent chats, an outage of the webhook, templates and ratings, in every state."""

import datetime as dt
import uuid

from sqlalchemy import delete, update

from portal.account.models import Template
from portal.chat import operations as chat
from portal.chat.models import (
    CatchUp,
    CatchUpReason,
    CatchUpState,
    InboxEvent,
    OutWhy,
    WebhookStanding,
)
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.notifications import gates, leases, ratings
from portal.notifications.models import Attempt
from portal.staff.models import Role
from tests.states.stage import HX, ODD, Answer, Play, Stage
from tests.unit.notifications.owing import owe, person
from tests.zalo_events import mac_of, raw_of, said

PAGE = "/desk/zalo/nhat-ky/lay-lai/"
HOUR = dt.timedelta(hours=1)

play = Play("catching up")


def _reading(state: CatchUpState, reason: CatchUpReason, hours: int, **told: object) -> None:
    now = clock.now()
    values = dict.fromkeys(("tries", "chats", "messages", "known", "kept", "answerable", "unreadable"), 0)
    with transaction() as session:
        session.add(
            CatchUp(
                oa_id=settings.get().zalo_oa_id,
                reason=reason,
                state=state,
                since=now - (hours + 2) * HOUR,
                asked_at=now - hours * HOUR,
                due_at=now,
                seen=[],
                is_cut=bool(hours > 20),
                **{**values, **told},
            )
        )


def _form(stage: Stage, hours: str, headers: dict[str, str] | None = None) -> Answer:
    form = {"csrf_token": stage.token(PAGE), "hours": hours}
    return stage.staff().post(PAGE, data=form, headers=headers or {})


@play.state("read by itself, refused, cut short")
def many(stage: Stage) -> Answer:
    """Found much, found nothing, not permitted."""
    _reading(
        CatchUpState.DONE, CatchUpReason.GAP, 1, messages=12, known=7, kept=5, answerable=3, unreadable=1
    )
    _reading(CatchUpState.DONE, CatchUpReason.OUTAGE, 30, messages=4120, kept=4000, answerable=3999)
    _reading(CatchUpState.FAILED, CatchUpReason.COMMAND, 40, error="answered", error_code=-223)
    _reading(CatchUpState.FAILED, CatchUpReason.DESK, 50, error="not JSON")
    return stage.staff().get(PAGE)


@play.state("for an officer")
def for_officer(stage: Stage) -> Answer:
    """Without the button."""
    return stage.staff(Role.OFFICER).get(PAGE)


@play.state("refused", 422)
def refused(stage: Stage) -> Answer:
    """An hour that is none of the choices."""
    return _form(stage, "9999")


@play.state("asked for, fragment")
def asked(stage: Stage) -> Answer:
    """What htmx gets: it asks again until it is read."""
    return _form(stage, "8", HX)


@play.state("being read, fragment")
def being_read(stage: Stage) -> Answer:
    """What comes while it is read."""
    return stage.staff().get(PAGE, headers=HX)


@play.state("an event that only the list told")
def recovered(stage: Stage) -> Answer:
    """The journal says so."""
    told = raw_of(body := said(ODD["no spaces"]))
    chat.receive(told, mac_of(told, str(body["timestamp"])))
    with transaction() as session:
        newest = session.query(InboxEvent.id).order_by(InboxEvent.received_at.desc()).limit(1).scalar()
        values = {"origin": "recent_chats", "may_answer": False}
        session.execute(update(InboxEvent).where(InboxEvent.id == newest).values(**values))
    return stage.staff().get(f"/desk/zalo/nhat-ky/{newest}/")


@play.state("the webhook is out")
def out(stage: Stage) -> Answer:
    """The longest of the warnings, over a page of the desk."""
    with transaction() as session:
        oa_id = settings.get().zalo_oa_id
        session.execute(delete(WebhookStanding))
        session.add(WebhookStanding(oa_id=oa_id, out_since=clock.now() - HOUR, why=OutWhy.FAILING))
    answer = stage.staff().get("/desk/zalo/theo-doi/")
    with transaction() as session:
        session.execute(delete(WebhookStanding))
    return answer


@play.state("a template that was turned off")
def turned_off(stage: Stage) -> Answer:
    """With its price and the reason."""
    with transaction() as session:
        session.merge(
            Template(
                oa_id=settings.get().zalo_oa_id,
                template_id="267247",
                name=ODD["1,094 characters"][:80],
                status="DISABLE",
                quality="LOW",
                quota="500",
                price="120.0",
                reason="Chất lượng thấp",
                params=[],
                event_times={},
                turned_off_at=clock.now() - HOUR,
            )
        )
    answer = stage.staff().get("/desk/zalo/")
    with transaction() as session:
        session.execute(delete(Template).where(Template.template_id == "267247"))
    return answer


def _rated() -> uuid.UUID:
    intent_id = owe(person())
    gates.pass_through(leases.reserve([intent_id]))
    with transaction() as session:
        session.execute(update(Attempt).where(Attempt.intent_id == intent_id).values(message_id="m-rated"))
    told = {"rate": 4, "said": ODD["1,094 characters"], "feedbacks": ["Cán bộ nhiệt tình", "Đúng hẹn"]}
    ratings.note(message_id="m-rated", reference=None, at=clock.now(), **told)  # type: ignore[arg-type]
    db.session.rollback()
    return intent_id


@play.state("a message that was rated")
def rated(stage: Stage) -> Answer:
    """Stars on its way, words beside the message."""
    return stage.staff(Role.OFFICER).get(f"/desk/messages/{_rated()}/")
