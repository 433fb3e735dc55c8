"""The operations desk: what fails is run again, what is stopped goes on in order, alerts have a page."""

import uuid

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.core import clock, queue, watch
from portal.core.db import db
from portal.core.finding import keeping
from portal.core.watch import Level, Line
from portal.notifications import gates, leases, stops
from portal.notifications.models import Intent, Lane, Periodic, QuotaDay
from portal.operating import alerting, desk, queries, runbook, watching
from portal.operating.backup import holding
from portal.operating.doctor import machine, services, zalo
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import keep, make_staff
from tests.page import Page
from tests.unit.notifications.owing import owe, person

HERE = "/desk/van-hanh/"
OA = "2958416037745520183"


@pytest.fixture
def admin(ctx: Flask) -> FlaskClient:
    made = Browser(ctx, ctx.response_class, use_cookies=True)
    sign_in(made, make_staff(Role.ADMIN))
    return made


def _post(admin: FlaskClient, path: str, **data: str) -> int:
    return admin.post(f"{HERE}{path}", data={"csrf_token": form_token(admin, HERE), **data}).status_code


def _gate(intent_id: uuid.UUID) -> str:
    """What the gates say now: the reason it waits for, or `sent` when it would go."""
    leases.hand_over(400)
    ready = gates.pass_through(leases.reserve([intent_id]))
    db.session.commit()
    reason = db.session.scalar(text("SELECT reason FROM intent WHERE id = :id"), {"id": intent_id})
    db.session.rollback()
    return "sent" if ready else str(reason)


def test_every_alert_has_a_page(ctx: Flask, admin: FlaskClient) -> None:
    told = [line() for line in alerting.LINES]
    told += [
        services.processes(),
        services.queue_server(),
        services.connections(),
        machine.disk(),
        zalo.restored(),
    ]
    assert {line.key for line in told} <= runbook.PAGES.keys()
    with ctx.test_request_context():
        assert all(url_for(one.page) for one in runbook.PAGES.values() if one.page)
    for key in ("token_age_seconds", "disk"):  # one with a page of its own, one without
        page = Page(admin.get(f"{HERE}so-tay/{key}/"))
        assert runbook.PAGES[key].steps[0] in page.text(), key
    assert admin.get(f"{HERE}so-tay/khong-co/").status_code == 404
    assert admin.get(f"{HERE}so-tay/").status_code == 200


def test_a_stopped_kind_waits_and_goes_on(ctx: Flask, admin: FlaskClient) -> None:
    first = owe(person())
    assert _post(admin, "tam-dung", kind="dossier_neutral", why=" ") == 422
    assert _post(admin, "tam-dung", kind="khong-co", why="x") == 422
    assert _post(admin, "tam-dung", kind="dossier_neutral", why="mẫu sai ngày") == 303
    assert _gate(first) == "kind_off"
    shown = admin.get(HERE).text
    assert "mẫu sai ngày" in shown
    assert watching.held_back().level is Level.MIND
    assert queries.held_back()[0].waiting == 1
    assert _post(admin, "mo-lai", kind="dossier_neutral") == 303
    assert db.session.get_one(Intent, first, populate_existing=True).reason == "queued"
    assert _post(admin, "mo-lai", kind="dossier_neutral") == 404
    acts = db.session.scalars(
        text("SELECT act FROM audit WHERE subject_kind = 'message_kind' ORDER BY id")
    ).all()
    assert acts == ["sending.stop", "sending.go_on"]


def test_in_trouble_news_wait_in_order_answers_go_and_pages_say_so(
    ctx: Flask, admin: FlaskClient, client: FlaskClient
) -> None:
    news = [owe(person()) for _ in range(3)]
    answer = owe(person(), lane=Lane.REPLY, consent=None)
    assert _post(admin, "su-co", reason="") == 422
    assert _post(admin, "su-co", reason="Zalo báo lỗi 500") == 303
    for one in reversed(news):
        assert _gate(one) == "provider_trouble"
    assert _gate(answer) != "provider_trouble"
    keeping.forget_all()  # a process asks every two seconds
    assert "Zalo đang gặp sự cố" in client.get("/ho-so/").text
    assert stops.end(stops.TROUBLE, None) == 3
    order = db.session.scalars(
        text("SELECT id FROM intent WHERE lane <> '1_reply' AND state = 'queued' ORDER BY due_at")
    ).all()
    assert list(order) == news
    keeping.forget_all()
    assert "Zalo đang gặp sự cố" not in client.get("/ho-so/").text


def test_work_that_failed_is_told_and_run_again(ctx: Flask, admin: FlaskClient) -> None:
    now = clock.now()
    keep(Periodic(name="leases", due_at=now, last_ran_at=now, last_error="OperationalError"))
    job = queue.queue().enqueue_call("portal.notifications.jobs.deliver", args=(["x"],), failure_ttl=60)
    queue.queue().remove(job.id)
    queue.queue().failed_job_registry.add(job, ttl=60)
    assert watching.failing().value == 2
    shown = admin.get(HERE).text
    assert "OperationalError" in shown
    assert "notifications.jobs.deliver" in shown
    assert _post(admin, "viec/leases/chay-lai") == 303
    assert _post(admin, "viec/khong/chay-lai") == 404
    assert _post(admin, f"hang-doi/{job.id}/chay-lai") == 303
    assert queue.failed() == []
    assert queue.depth() == 1
    assert _post(admin, f"hang-doi/{job.id}/bo") == 303  # gone already: said, nothing else
    queue.queue().delete()


def test_processes_are_told_with_their_versions(ctx: Flask, admin: FlaskClient) -> None:
    queue.beat("relay:may-1-10", "0054-aa")
    queue.beat("worker:may-2-11", "0048-bb")
    assert watching.versions().level is Level.MIND
    shown = admin.get(HERE).text
    assert "may-2-11" in shown
    assert "0048-bb" in shown
    for name in ("relay:may-1-10", "worker:may-2-11"):
        queue.connection().delete(f"portal:beat:{name}")


def test_the_day_is_forecast_from_last_week(ctx: Flask, admin: FlaskClient) -> None:
    noon = clock.midnight(clock.today()).replace(hour=14)
    assert queries.forecast(noon).expected is None
    for back in range(1, 4):
        keep(
            QuotaDay(
                oa_id=OA, day=clock.today().fromordinal(clock.today().toordinal() - back), used=160, cap=100
            )
        )
    keep(QuotaDay(oa_id=OA, day=clock.today(), used=60, cap=100))
    found = queries.forecast(noon)  # tests know no quiet hours: 10 of 24 are left
    assert (found.left, found.expected, found.is_enough) == (40, 127, False)
    assert "không đủ" in admin.get(HERE).text


def test_a_restored_system_is_let_go_at_the_desk(ctx: Flask, admin: FlaskClient) -> None:
    holding.shut()
    db.session.commit()
    assert "Vừa khôi phục" in admin.get(HERE).text
    assert _post(admin, "xac-nhan-gui") == 303
    assert not holding.is_held()
    assert _post(admin, "xac-nhan-gui") == 409


def test_the_piece_that_comes_again_is_the_lines_alone(ctx: Flask, admin: FlaskClient) -> None:
    piece = admin.get(HERE, headers={"HX-Request": "true"}).text
    assert 'id="operating-lines"' in piece
    assert "<h1>" not in piece
    assert isinstance(watch.lines()[0], Line)


def test_a_page_that_tells_of_the_lost_database_needs_none(
    ctx: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> bool:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(desk._is_trouble, "_read", lambda stamp: away())
    monkeypatch.setattr(desk._is_trouble, "_kept", None)
    keeping.forget_all()
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "<!doctype html>" in answer.text
