"""What Zalo tells about templates and what people thought of a message has an effect, once, in any order."""

import datetime as dt
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.account import watching
from portal.account.models import Template
from portal.chat import jobs, operations
from portal.chat.models import InboxEvent
from portal.citizens import operations as citizens
from portal.core import clock, watch
from portal.core.db import db, transaction
from portal.counter.queries import history
from portal.notifications import gates, leases, letters, ratings
from portal.notifications.models import Attempt
from portal.notifications.ratings import MessageRating
from tests.unit.notifications.owing import look, owe, person
from tests.zalo_events import event, mac_of, now_ms, raw_of

pytestmark = pytest.mark.usefixtures("ctx")


def told(name: str, seconds: float = 0, **members: Any) -> str | None:
    """An event without a person; what became of it."""
    body = event(name, seconds=seconds, **members)
    body = {key: value for key, value in body.items() if key not in {"sender", "recipient", "user_id_by_app"}}
    raw = raw_of(body)
    operations.receive(raw, mac_of(raw, str(body["timestamp"])))
    jobs.drain()
    db.session.rollback()
    return db.session.scalar(
        select(InboxEvent.outcome).where(InboxEvent.name == name).order_by(InboxEvent.received_at.desc())
    )


def status(before: str, after: str, seconds: float = 0) -> None:
    """A template goes from one state to another."""
    both = {"prev_status": before, "new_status": after}
    told("change_template_status", seconds, template_id="267247", status=both, reason="Chất lượng thấp")


def line() -> tuple[watch.Level, float]:
    """How the operator's line stands."""
    found = watching.line()
    return found.level, found.value


def test_a_template_that_is_turned_off_calls_for_a_person_until_it_is_on_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert line() == (watch.Level.GOOD, 0)
    status("PENDING_REVIEW", "ENABLE", -90)
    told("change_template_quality", -80, template_id="267247", quality={"new_quality": "LOW"})
    told("change_template_quota", -80, template_id="267247", quota={"prev_quota": 10000, "new_quota": 500})
    assert line()[0] is watch.Level.MIND
    status("ENABLE", "DISABLE", -60)
    assert line() == (watch.Level.MIND, 0)  # no message of ours is written with it
    letters.write("dossier_neutral", letters.TEMPLATE, letters.packed("267247", {"ma": "{code}"}, {}))
    assert line() == (watch.Level.ACT, 1)
    assert "template may not be used any more template=267247 status=DISABLE" in caplog.text
    kept = db.session.scalars(select(Template)).one()
    assert (kept.status, kept.quality, kept.quota, kept.reason) == (
        "DISABLE",
        "LOW",
        "500",
        "Chất lượng thấp",
    )
    assert kept.turned_off_at is not None
    status("DISABLE", "ENABLE", -30)
    status("ENABLE", "DISABLE", -60)  # the older one comes once more
    assert watching.line().said.startswith("Có mẫu tin bị Zalo xếp")


def rated(rate: object, *, seconds: float, note: str = "", **said: object) -> str | None:
    """Somebody gives stars."""
    message = {"rate": rate, "note": note, "submit_time": now_ms(seconds), "feedbacks": ["Đúng hẹn"], **said}
    return told("user_feedback", message=message)


def test_stars_stand_beside_their_message_and_go_with_the_person(ctx: Flask) -> None:
    who = person()
    intent_id = owe(who)
    gates.pass_through(leases.reserve([intent_id]))
    with transaction() as session:
        session.execute(update(Attempt).values(message_id="52703ea90438dbd3d61a"))
        reference = session.scalars(select(Attempt.reference)).one()
    assert rated(5, seconds=-60, note="Giải quyết nhanh", msg_id="52703ea90438dbd3d61a") == "done"
    assert rated("3", seconds=-10, note="Chậm", msg_id="m9", tracking_id=reference) == "done"
    assert rated(1, seconds=-90, note="Cũ", msg_id="52703ea90438dbd3d61a") == "done"
    assert rated(4, seconds=-5, msg_id="somebody-else") == "stored"
    (seen,) = ratings.of_intent(intent_id)
    assert (seen.rate, seen.note, seen.feedbacks) == (3, "Chậm", ("Đúng hẹn",))
    assert history.find(intent_id, None, uuid.uuid4()).ratings == (seen,)
    assert rated(77, seconds=0, note="x" * 5000, msg_id="52703ea90438dbd3d61a") == "done"
    (odd,) = ratings.of_intent(intent_id)
    assert (odd.rate, len(odd.note)) == (None, ratings.LONGEST)
    citizens.erase(who, "test", "e")
    assert db.session.scalar(select(func.count(MessageRating.id))) == 0
    assert look(intent_id).id == intent_id
    assert odd.submitted_at > clock.now() - dt.timedelta(minutes=1)
