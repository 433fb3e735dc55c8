"""The desk of codes: a task is explained, its effect seen before it counts; who may only look, looks."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.db import db
from portal.dossiers.mapping.models import EVERYBODY, StatusCode, Telling
from portal.notifications.models import Intent
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_person, make_staff, told
from tests.page import Page
from tests.unit.dossiers.pushing import dossier, push

DESK = "/desk/anh-xa/"


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Browser)


def signed_in(app: Flask, role: Role) -> FlaskClient:
    made = app.test_client()
    assert sign_in(made, make_staff(role)) == 303
    return made


def send(browser: FlaskClient, path: str, answered: int = 200, **fields: str) -> Page | None:
    token = Page(browser.get("/desk/password")).attr("input[name=csrf_token]", "value")
    answer = browser.post(path, data={"csrf_token": token, **fields})
    assert answer.status_code == answered, answer.text[:400]
    return Page(answer, status=answered) if answered != 303 else None


def test_a_task_is_explained_after_its_effect_was_seen(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told(TrangThaiHoSo="17")
    push(record)
    admin = signed_in(ctx, Role.ADMIN)
    path = Page(admin.get(DESK)).attr("#chua-biet td a", "href")
    assert send(admin, path, 422, status="", when="").has(".alert-danger")  # type: ignore[union-attr]
    send(admin, path, 422, status="11", when="always")
    page = send(admin, path, status="9", when="always")
    assert page is not None
    assert "1 tin" in page.text("#tac-dong")
    seen = page.attr("input[name=seen]", "value")
    other = send(admin, path, status="9", when="never", seen=seen)  # another choice: shown anew
    assert other is not None
    assert "0 tin" in other.text("#tac-dong")
    assert dossier(record["MaHoSo"]).status is None
    send(admin, path, 303, status="9", when="always", seen=seen)
    assert dossier(record["MaHoSo"]).status == 9
    assert db.session.scalars(select(Intent.kind)).all() == ["dossier_resolved"]
    page = Page(admin.get(DESK))
    assert page.has("#chua-biet .empty")
    assert "status.map" in db.session.scalars(select(AuditRow.act)).all()
    assert Page(admin.get(path)).has("option[value=9][selected]")


def test_a_national_status_is_muted_for_all(ctx: Flask) -> None:
    admin, path = signed_in(ctx, Role.ADMIN), f"{DESK}chung/4/"
    assert Page(admin.get(path)).text("h1") == "Đang xử lý"
    page = send(admin, path, when="never", status="9")  # what the field says of the status does not count
    assert page is not None
    send(admin, path, 303, when="never", seen=page.attr("input[name=seen]", "value"))
    row = db.session.scalars(select(StatusCode)).one()
    assert (row.client, row.raw_status, row.status, row.telling) == (EVERYBODY, "4", 4, Telling.NEVER)
    assert admin.get(f"{DESK}chung/11/").status_code == 404
    assert admin.get(f"{DESK}ma/{row.id}/").status_code == 404


def test_an_officer_looks_and_cannot_decide(ctx: Flask) -> None:
    push(told(TrangThaiHoSo="17"))
    officer = signed_in(ctx, Role.OFFICER)
    page = Page(officer.get(DESK))
    assert "17" in page.text("#chua-biet")
    assert not page.has("#chua-biet td a")
    assert officer.get(f"{DESK}chung/4/").status_code == 403
