"""What became of messages: the feed, the signed calls with their ladder, calling once more, the reports."""

import csv
import io
import json
import uuid
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from standardwebhooks.webhooks import Webhook
from werkzeug.test import TestResponse

from portal.core import fetch, settings
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers.deliveries import gathering, jobs, operations
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.models import Dossier
from portal.notifications.models import Intent, State
from tests.citizens import follower
from tests.factories import told
from tests.vendor import Vendor, listening
from tests.web.dossiers.one_stop import NAME, SECRET, push, signed

PHONE, OTHER = "0912345678", "0987654321"


@pytest.fixture(autouse=True)
def one_stop(client: FlaskClient) -> None:
    """Two systems, and somebody who can be told."""
    dossiers.ensure_client(NAME, SECRET)
    dossiers.ensure_client("khac", SECRET)
    follower(PHONE)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with listening() as made:
        operations.set_address(NAME, made.address)
        yield made


def read(client: FlaskClient, path: str, name: str = NAME, status: int = 200) -> TestResponse:
    answer = client.get(path, headers=signed(b"", name=name))
    assert answer.status_code == status, answer.text
    return answer


def feed(client: FlaskClient, since: str = "", name: str = NAME, more: str = "") -> tuple[list[str], str]:
    """The codes of a page and the next cursor."""
    got = read(client, f"/api/v1/deliveries?since={since}{more}", name).json
    assert got is not None
    return [one["MaHoSo"] for one in got["data"]], got["next"]


def pushed(client: FlaskClient, *phones: str, webhook_id: str | None = None) -> list[str]:
    """A push with one dossier a phone; their codes."""
    records = [told(SoDienThoai=phone, DangKyNhanZalo=True) for phone in phones]
    assert push(client, *records, webhook_id=webhook_id).status_code == 200
    return [record["MaHoSo"] for record in records]


def end(code: str, state: State = State.SENT, reason: str | None = None) -> None:
    """Its message ends so."""
    which = select(Dossier.id).where(Dossier.code == code).scalar_subquery()
    values = {"state": state, "reason": reason, "settled_at": func.clock_timestamp(), "due_at": None}
    db.session.execute(update(Intent).where(Intent.subject_id == which).values(**values))
    db.session.commit()
    gathering.gather()


def due() -> list[str]:
    return [str(id_) for id_ in operations.take(100)]


def only() -> Delivery:
    db.session.expire_all()
    return db.session.scalars(select(Delivery)).one()


def hasten() -> None:
    """The next step of the ladder has come."""
    db.session.execute(text("UPDATE delivery SET due_at = now() WHERE calling = 'waiting'"))
    db.session.execute(text("UPDATE api_client SET callback_rests_until = NULL"))
    db.session.commit()


def test_the_feed_is_read_behind_a_cursor_that_misses_nothing(client: FlaskClient) -> None:
    one, two, nobody = pushed(client, PHONE, PHONE, OTHER)
    gathering.gather()
    assert feed(client)[0] == [nobody], "a number without Zalo is told as soon as it is known"
    end(two)
    end(one, State.REFUSED, "refused")
    end(one, State.REFUSED, "refused")
    assert feed(client)[0] == [nobody, two, one]
    seen, cursor = [], "0"
    for _ in range(4):
        page, cursor = feed(client, cursor, more="&limit=1")
        seen += page
    assert seen == [nobody, two, one]
    assert feed(client, cursor) == ([], cursor), "nothing new keeps the cursor"
    end(two, State.CANCELLED, "erased")
    assert feed(client, cursor)[0] == [two], "what ended otherwise is told anew"
    assert feed(client, name="khac")[0] == []
    assert feed(client, "2026-01-01")[0] == [nobody, two, one, two]
    assert feed(client, "2099-01-01T00:00:00%2B07:00")[0] == []
    states = [line["state"] for line in json.loads(read(client, "/api/v1/deliveries").text)["data"]]
    assert states == ["not_on_zalo", "sent", "refused", "cancelled"]
    whole = read(client, "/api/v1/deliveries").text
    assert not any(secret in whole for secret in ("912345678", "987654321", "Nguyễn", "citizen"))
    for bad in ("since=gestern", "since=1&limit=0", "limit=501", "since=9999-99-99"):
        read(client, f"/api/v1/deliveries?{bad}", status=422)
    assert client.get("/api/v1/deliveries").status_code == 401


def test_a_call_back_is_signed_and_made_once(client: FlaskClient, vendor: Vendor) -> None:
    [code] = pushed(client, PHONE)
    end(code)
    ids = due()
    assert jobs.call_back(ids) == 1
    [(head, raw)] = vendor.calls
    assert Webhook(SECRET).verify(raw, head)["data"]["MaHoSo"] == code
    body = json.loads(raw)
    assert (body["type"], body["data"]["state"], body["data"]["kind"]) == (
        "delivery.final",
        "sent",
        "accepted",
    )
    assert head["webhook-id"] == body["data"]["id"]
    assert (only().calling, only().last_status) == (Calling.DONE, 204)
    assert jobs.call_back(ids) == 0, "a job that runs twice calls once"
    assert due() == []
    dossiers.ensure_client(NAME, dossiers.new_secret())
    operations.replay(Delivery.calling == Calling.DONE)
    jobs.call_back(due())
    assert vendor.calls[1][0]["webhook-id"] == head["webhook-id"]
    assert Webhook(SECRET).verify(vendor.calls[1][1], vendor.calls[1][0]), "signed with both live secrets"


def test_a_call_is_tried_up_the_ladder_and_can_be_made_once_more(client: FlaskClient, vendor: Vendor) -> None:
    [code] = pushed(client, PHONE)
    end(code)
    tries = len(settings.get().callback_ladder.split(",")) + 1
    assert tries - 1 >= 5
    vendor.answers = [500, 429, 301, 404, *[503] * (tries - 4)]
    vendor.headers = {"Location": vendor.address, "Retry-After": "5000"}
    for turn in range(1, tries + 1):
        assert jobs.call_back(due()) == 0
        assert only().tries == turn
        assert due() == [], "not before its time"
        hasten()
    assert (only().calling, len(vendor.calls)) == (Calling.FAILED, tries), "a redirect is not followed"
    jobs.call_back(due())
    assert len(vendor.calls) == tries
    assert operations.replay(Delivery.client == NAME) == 1
    jobs.call_back(due())
    assert only().calling is Calling.DONE
    assert len({head["webhook-id"] for head, _ in vendor.calls}) == 1
    operations.replay(Delivery.client == NAME)
    vendor.answers = [410]
    jobs.call_back(due())
    assert only().calling is Calling.FAILED, "410 asks for no more"


def test_the_steps_wait_with_jitter_and_the_other_sides_patience(client: FlaskClient, vendor: Vendor) -> None:
    [code] = pushed(client, PHONE)
    end(code)
    waits = set()
    for _ in range(6):
        vendor.answers, vendor.headers = [500], {}
        jobs.call_back(due())
        found = only()
        assert found.due_at is not None
        assert found.tried_at is not None
        waits.add(round((found.due_at - found.tried_at).total_seconds(), 2))
        operations.replay(Delivery.client == NAME)
    assert len(waits) > 1
    assert all(24 <= wait <= 36 for wait in waits), waits
    vendor.answers, vendor.headers = [429], {"Retry-After": "900"}
    jobs.call_back(due())
    assert (only().due_at - only().tried_at).total_seconds() >= 899  # type: ignore[operator]


def test_a_client_that_does_not_answer_is_given_a_rest(client: FlaskClient, vendor: Vendor) -> None:
    codes = pushed(client, *[PHONE] * 10)
    for code in codes:
        end(code)
    vendor.answers = [500] * 10
    jobs.call_back(due())
    assert len(vendor.calls) == jobs.AT_ONCE
    tried = db.session.execute(select(Delivery.tries, func.count()).group_by(Delivery.tries)).all()
    assert dict(map(tuple, tried)) == {1: jobs.AT_ONCE, 0: 10 - jobs.AT_ONCE}  # type: ignore[arg-type]
    assert due() == []
    hasten()
    vendor.answers = []
    assert jobs.call_back(due()) == 10


def test_calls_stay_outside_and_need_an_address(
    client: FlaskClient, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations.set_address(NAME, None)
    [code] = pushed(client, PHONE)
    end(code)
    assert (only().calling, due()) == (Calling.NONE, [])
    operations.set_address(NAME, vendor.address)
    assert due() == [], "what ended before there was an address is not called by itself"
    strict = settings.get().model_copy(update={"is_test_home": False, "is_demo": False})
    monkeypatch.setattr(settings, "get", lambda: strict)
    operations.replay(Delivery.client == NAME)
    jobs.call_back(due())
    assert (only().last_error, vendor.calls) == ("barred: https only", [])
    for inside in ("https://10.0.0.5/x", "https://127.0.0.1/x", "https://[::1]/", "https://169.254.169.254/"):
        with pytest.raises(fetch.Away):
            fetch.post(inside, b"", {}, 1.0)
    for wrong in ("ftp://a.vn/", "https://a@b.vn/", "https://", "https://a.vn:99999/", "https://a.vn/#x"):
        with pytest.raises(fetch.Barred):
            fetch.checked(wrong)


def test_a_push_and_a_time_are_reported_as_text(client: FlaskClient) -> None:
    push_id = uuid.uuid4().hex
    one, nobody = pushed(client, PHONE, OTHER, webhook_id=push_id)
    pushed(client, PHONE)
    end(one)
    found = read(client, f"/api/v1/pushes/{push_id}").json
    assert found is not None
    assert (found["records"], found["outcomes"]) == (2, {"applied": 2})
    assert found["messages"] == {"sent": 1, "not_on_zalo": 1}
    assert found["results"][0] == {"MaHoSo": one, "outcome": "applied", "messages": ["sent"]}
    read(client, f"/api/v1/pushes/{push_id}", "khac", 404)
    days = "from=2020-01-01&to=2020-12-31"
    assert read(client, f"/api/v1/reports/messages?{days}").text == ""
    days = "from=2026-01-01&to=2026-12-31"
    lines = [json.loads(line) for line in read(client, f"/api/v1/reports/messages?{days}").text.splitlines()]
    assert [line["state"] for line in lines] == ["sent", "queued"]
    db.session.execute(update(Dossier).where(Dossier.code == one).values(unit_name="=HYPERLINK(1)"))
    db.session.commit()
    sheet = read(client, f"/api/v1/reports/messages?{days}&format=csv")
    assert sheet.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff"))))
    assert rows[1][:2] == [one, "'=HYPERLINK(1)"]
    for bad in ("", "from=2026-01-01", "from=2026-02-01&to=2026-01-01", "from=2020-01-01&to=2026-01-01"):
        read(client, f"/api/v1/reports/messages?{bad}", status=422)
    read(client, f"/api/v1/reports/messages?{days}&format=xml", status=422)
