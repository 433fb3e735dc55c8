"""One message, several ways: the free one first, the next only after proof, each with its price (NT13)."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from portal.chat import operations as chat
from portal.citizens import operations as citizens
from portal.citizens.messages import WITH_SMS
from portal.citizens.models import Citizen, Consent, Proof, Purpose, ZaloIdentity
from portal.core import clock, settings
from portal.core.crypto import fingerprint
from portal.core.db import db
from portal.notifications import channel, evidence, jobs, letters, steps, voices
from portal.notifications import operations as notifications
from portal.notifications.messages import Button
from portal.notifications.models import Attempt, Intent, Lane, QuotaDay, State
from portal.notifications.untold import Untold
from portal.notifications.wording import operations as wording
from tests.factories import keep, make_dossier
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import look, owe, person
from tests.zalo_events import OA, event, mac_of, raw_of
from zalosim.identity import Identity
from zalosim.server import Sim

NUMBER, KEY = "+84901234567", "bm90LWEtc2VjcmV0"
LETTER = letters.packed(
    "300101", {"ten": "Ông/bà", "ma_ho_so": "{code}", "trang_thai": "{link}"}, {"ten": 30}
)


@pytest.fixture
def sim(ctx: Flask, choose: Set) -> Iterator[Sim]:
    """A pretended Zalo with templates and an SMS gateway; every channel is set up."""
    with Sim(identity=Identity(access_token="SimAccessToken"), sms_secret=KEY) as running:
        bases = {f"zalo_{name}_base": running.url for name in ("openapi", "business")}
        choose(**bases, base_url="https://tinh.example", zalo_timeout=2.0, sms_timeout=2.0)
        choose(sms_url=f"{running.url}/sms/send", sms_auth="signed", sms_secret=KEY, sms_code_at="code")
        letters.write(letters.ANY_KIND, letters.TEMPLATE, LETTER)
        notifications.load_templates()
        db.session.commit()
        yield running


def somebody(sim: Sim, *, zns: str = "", days: float | None = 0.0, follows: bool = True) -> uuid.UUID:
    """Who follows, has a proven number, agreed to Zalo and SMS, and did something so many days ago."""
    who = person(follows=follows)
    db.session.execute(update(Consent).filter_by(citizen_id=who).values(text_version=WITH_SMS))
    citizens.learn_phone(who, NUMBER, Proof.VERIFIED, "test")
    last = None if days is None else clock.now() - dt.timedelta(days=days)
    db.session.execute(update(ZaloIdentity).filter_by(citizen_id=who).values(last_interaction_at=last))
    db.session.commit()
    user_id = db.session.scalars(select(ZaloIdentity.user_id).filter_by(citizen_id=who)).one()
    moment = int(last.timestamp() * 1000) if last else None
    told = {"user_id": user_id, "phone": NUMBER[1:], "is_following": follows, "last_interaction": moment}
    sim.followers([{**told, "zns": zns}])
    return who


def deliver(intent: uuid.UUID, times: int = 6) -> Intent:
    """Ring as often as a relay would; the message as it is then."""
    for _ in range(times):
        jobs.deliver([str(intent)])
    return look(intent)


def way(intent: uuid.UUID) -> list[tuple[str, str | None, int | None]]:
    """Channel, outcome and cost of each attempt."""
    db.session.rollback()
    rows = db.session.scalars(select(Attempt).filter_by(intent_id=intent).order_by(Attempt.n))
    return [(one.channel, one.outcome and one.outcome.value, one.cost) for one in rows]


def left(intent: uuid.UUID) -> list[tuple[str, str]]:
    """Which channels it left, and why."""
    return [(one.channel, one.reason) for one in steps.of(db.session(), intent)]


def test_it_stops_at_the_first_that_takes_it(sim: Sim) -> None:
    intent = owe(somebody(sim))
    assert deliver(intent).state is State.SENT
    assert way(intent) == [("zalo_cs", "sent", 0)]
    assert left(intent) == []


def test_who_reads_english_gets_an_english_sms_where_the_kind_has_one(sim: Sim) -> None:
    who = somebody(sim, days=9, zns="-118")
    db.session.get_one(Citizen, who).locale = "en"
    sim.world.templates.known["300101"]["templateTag"] = "CUSTOMER_CARE"
    texts = []
    for words in (None, ""):
        if words is not None:
            voice = voices.SMS_ENGLISH
            wording.publish("dossier_neutral", words, "", 1, None, voice)  # type: ignore[arg-type]  # as an update would
        assert deliver(owe(who)).state is State.SENT
        texts.append(sim.accepted(kind="sms")[-1]["body"]["text"])
    assert "has news. Call" in texts[0]
    assert "co cap nhat. Hoi" in texts[1]


def test_a_kind_without_words_in_english_says_that_there_is_news(sim: Sim) -> None:
    """Vietnamese words around English values would be read by nobody."""
    who = somebody(sim, days=9, zns="-118")
    db.session.get_one(Citizen, who).locale = "en"
    sim.world.templates.known["300101"]["templateTag"] = "CUSTOMER_CARE"
    voice = voices.SMS_ENGLISH
    wording.publish("dossier_accepted", "", "", 1, None, voice)  # type: ignore[arg-type]  # as an update would
    told = {"code": "H80.1-250101-0001", "due": "06/07/2026", "received": "01/07/2026", "procedure": "x"}
    intent = owe(who, kind="dossier_accepted", params={**told, "unit": "y"})
    assert deliver(intent).state is State.SENT
    assert "has news. Call" in sim.accepted(kind="sms")[-1]["body"]["text"]


def test_each_next_channel_comes_after_proof_and_has_its_price(sim: Sim) -> None:
    who = somebody(sim, days=9, zns="-118")
    sim.world.templates.known["300101"]["templateTag"] = "CUSTOMER_CARE"  # not by user id: -249
    button = Button("Mở hồ sơ", "url", "https://tinh.example/h/abc")
    intent = owe(who, buttons=(button,))
    assert deliver(intent).state is State.SENT
    assert way(intent) == [
        ("zalo_zbs", "refused", 0),
        ("zalo_zns", "refused", 0),
        ("sms", "sent", 350),
    ]
    assert left(intent) == [
        ("zalo_cs", "window_closed"),
        ("zalo_zbs", "refused"),
        ("zalo_zns", "refused"),
    ]
    (sms,) = sim.accepted(kind="sms")
    (*_, last) = db.session.scalars(select(Attempt).filter_by(intent_id=intent).order_by(Attempt.n)).all()
    assert sms["body"]["reference"] == last.reference
    assert sms["body"]["phone"] == "84901234567"
    assert sms["body"]["text"].isascii()
    assert sms["body"]["text"].endswith(f"https://tinh.example/h/abc?r={last.reference}")
    assert db.session.scalars(select(QuotaDay.used)).one() == 0  # the account's own day is for consultations


def test_a_template_by_user_then_by_phone(sim: Sim) -> None:
    late = owe(somebody(sim, days=9))
    assert deliver(late).state is State.SENT
    assert way(late) == [("zalo_zbs", "sent", 165)]
    gone = owe(somebody(sim, follows=False, days=None))
    assert deliver(gone).state is State.SENT
    assert way(gone) == [("zalo_zns", "sent", 200)]
    (attempt,) = db.session.scalars(select(Attempt).filter_by(intent_id=gone)).all()
    (*_, call) = sim.accepted(kind="send")
    assert call["body"]["tracking_id"] == attempt.reference
    assert call["body"]["template_data"]["ma_ho_so"] == look(gone).params["code"]
    words = db.session.scalar(
        text("SELECT body FROM message_template WHERE id = :id"), {"id": attempt.template_id}
    )
    assert words == LETTER


@pytest.mark.parametrize("what", ["close", "status"])
def test_what_is_unknown_never_goes_on_to_the_next(sim: Sim, what: str) -> None:
    sim.faults(
        [
            {"what": what, "endpoint": "/message/template", "status": 502}
            if what == "status"
            else {"what": what, "endpoint": "/message/template"}
        ]
    )
    intent = owe(somebody(sim, follows=False))
    assert deliver(intent).state is State.UNKNOWN
    assert [one[:2] for one in way(intent)] == [("zalo_zns", "unknown")]
    assert way(intent)[0][2] == 200  # it may have been charged
    (doubt,) = evidence.doubts()
    assert not evidence.settle_absent(doubt)  # a chat says nothing about a message to a number
    assert chat.settle_by_receipts() == 0
    told = {"delivery_time": "1795000000000", "msg_id": "zns-1", "tracking_id": doubt.reference}
    body = event("user_received_message", message=told)
    raw = raw_of(body | {"sender": {"id": OA}, "recipient": {"id": "84901234567"}})
    assert chat.receive(raw, mac_of(raw, body["timestamp"]))
    assert [chat.settle_by_receipts() for _ in range(2)] == [1, 0]
    (attempt,) = db.session.scalars(select(Attempt).filter_by(intent_id=intent)).all()
    assert (attempt.message_id, attempt.evidence) == ("zns-1", "receipt")
    assert attempt.received_at is not None


def test_the_cap_of_a_dossier_holds_for_all_its_people(sim: Sim, choose: Set) -> None:
    choose(dossier_cost_cap=400)
    subject = uuid.uuid4()
    intents = [
        owe(somebody(sim, days=9), subject_id=subject, subject_version=n, is_urgent=True) for n in (1, 2, 3)
    ]
    for intent in intents:
        deliver(intent)
    assert [look(one).state for one in intents] == [State.SENT, State.SENT, State.REFUSED]
    assert [way(one) for one in intents[:2]] == [[("zalo_zbs", "sent", 165)]] * 2
    # Nothing is left to pay with: the free channel is tried after all, Zalo's word decides.
    assert way(intents[2]) == [("zalo_cs", "refused", 0)]
    assert ("sms", "price_cap") in left(intents[2])
    assert sum(cost or 0 for one in intents for *_, cost in way(one)) == 330


def test_nobody_is_written_to_by_a_number_they_only_claim(sim: Sim) -> None:
    who = somebody(sim, follows=False)
    db.session.execute(text("UPDATE phone SET proof = 'claimed'"))
    db.session.commit()
    first = owe(who)
    assert deliver(first).state is State.DROPPED
    assert look(first).reason == "not_following"
    assert left(first)[-1] == ("sms", "no_phone")
    subject = uuid.uuid4()
    given = {"dossier_id": None, "purpose": Purpose.DOSSIER_NOTIFY, "fingerprint": fingerprint(NUMBER)}
    db.session.execute(
        text("SET LOCAL session_replication_role = replica")
    )  # no dossier stands behind this test
    keep(
        Consent(
            **{**given, "dossier_id": subject},
            text_version="1",
            channel="desk",
            evidence="e",
            given_at=clock.now(),
        )
    )
    second = owe(who, subject_id=subject)
    assert deliver(second).state is State.SENT
    assert way(second)[0][0] == "zalo_zns"


def test_who_agreed_to_zalo_alone_gets_no_sms(sim: Sim) -> None:
    who = somebody(sim, follows=False, zns="-118")
    db.session.execute(update(Consent).filter_by(citizen_id=who).values(text_version="counter-1"))
    db.session.commit()
    intent = owe(who)
    assert deliver(intent).state is not State.SENT
    assert left(intent)[-1] == ("sms", "no_sms_consent")
    assert not sim.accepted(kind="sms")


def test_two_people_with_one_number_cost_one_message(sim: Sim) -> None:
    subject = uuid.uuid4()
    both = [owe(somebody(sim, follows=False), subject_id=subject) for _ in range(2)]
    jobs.deliver([str(one) for one in both])
    assert sorted(look(one).state for one in both) == [State.DROPPED, State.SENT]
    assert {look(one).reason for one in both} == {None, "told_otherwise"}


def test_who_is_no_more_than_a_number_is_told_by_it_and_listed_without_a_channel(
    sim: Sim, choose: Set
) -> None:
    told = {"SoDienThoai": "0912000111", "DangKyNhanZalo": True, "TenLinhVuc": "Hộ kinh doanh"}
    sim.followers([{"user_id": "77001", "phone": "84912000111", "is_following": False}])
    dossier = make_dossier(**told)
    of, code = dossier.id, dossier.code
    (intent,) = db.session.scalars(select(Intent.id).filter_by(subject_id=of)).all()
    db.session.rollback()
    assert deliver(intent).state is State.SENT
    assert way(intent) == [("zalo_zns", "sent", 200)]
    # The same person follows later and shares the number: one message, and the free one.
    moment = clock.now()
    sim.followers([{"user_id": "77002", "phone": "84912000111", "is_following": True}])
    follower = citizens.follow(settings.get().zalo_oa_id, "77002", moment)
    sim.say("77002", "chào")
    citizens.learn_phone(follower, "0912000111", Proof.CLAIMED, "zalo_submit_info")
    make_dossier(**told, MaHoSo=code, TrangThaiHoSo="9")
    both = db.session.scalars(select(Intent.id).filter_by(subject_id=of, kind="dossier_resolved")).all()
    jobs.deliver([str(one) for one in both])
    assert {(look(one).state, look(one).reason) for one in both} == {
        (State.SENT, None),
        (State.DROPPED, "told_otherwise"),
    }
    assert len(sim.accepted(kind="send")) == 2
    choose(dossier_cost_cap=0)
    other = make_dossier(**told | {"SoDienThoai": "0912000222"}).id
    assert not db.session.scalars(select(Intent).filter_by(subject_id=other)).all()
    assert db.session.scalars(select(Untold).filter_by(subject_id=other)).one().fingerprint


def test_answers_and_broadcasts_cost_nothing(sim: Sim) -> None:
    who = somebody(sim, days=9)
    answer = owe(who, kind="chat_reply", params={"text": "Chào"}, lane=Lane.REPLY, consent=None)
    assert deliver(answer).state is State.REFUSED
    assert [one[0] for one in way(answer)] == ["zalo_cs"]


def test_a_full_day_rests_the_channel_and_urgent_news_goes_on(sim: Sim, choose: Set) -> None:
    sim.configure(zns_quota=1)
    first, calm, urgent = (owe(somebody(sim, follows=False), is_urgent=n == 2) for n in range(3))
    assert deliver(first).state is State.SENT
    waiting = deliver(calm)
    assert (waiting.state, waiting.reason) == (State.QUEUED, "channel_rests")
    assert waiting.due_at is not None
    assert clock.local(waiting.due_at).date() > clock.today()
    assert deliver(urgent).state is State.SENT
    assert [one[0] for one in way(urgent)] == ["sms"]


def test_a_full_day_of_the_account_holds_nothing_that_only_a_number_carries(sim: Sim, choose: Set) -> None:
    choose(daily_quota=1)
    first, calm, late, by_number = (
        owe(somebody(sim, follows=f, days=d, zns="-118"))
        for f, d in ((True, 0), (True, 0), (True, 9), (False, 0))
    )
    assert deliver(first).state is State.SENT
    waiting = deliver(calm)
    assert (waiting.state, waiting.reason) == (State.QUEUED, "quota")
    assert [deliver(late).state, deliver(by_number).state] == [State.SENT, State.SENT]
    assert [one[0] for one in way(by_number)] == ["zalo_zns", "sms"]
    assert db.session.scalars(select(QuotaDay.used)).one() == 1
    channel.pause(clock.now() + dt.timedelta(hours=1), channel.FULL)
    assert not channel.is_shut()
    again, told = owe(somebody(sim)), owe(somebody(sim, follows=False))
    assert (deliver(again).state, deliver(told).state) == (State.QUEUED, State.SENT)
    choose(sms_url="")
    assert channel.is_shut()
    assert deliver(owe(somebody(sim, follows=False))).state is State.QUEUED


def test_the_gateways_answers(sim: Sim) -> None:
    steps_to_sms = {"follows": False, "zns": "-118"}
    sim.configure(sms_code="99")
    unclear = owe(somebody(sim, **steps_to_sms))  # type: ignore[arg-type]
    assert deliver(unclear).state is State.UNKNOWN
    sim.configure(sms_code="", sms_secret="b3RoZXI=")
    refused = owe(somebody(sim, **steps_to_sms))  # type: ignore[arg-type]
    assert (deliver(refused).state, look(refused).reason) == (State.REFUSED, "refused")
    assert way(refused)[-1] == ("sms", "refused", 0)
