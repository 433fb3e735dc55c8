"""The desk of procedures: who may look, who may approve, and what that changes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.db import db
from portal.procedures import queries
from portal.procedures.models import ProcedureVersion
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_procedure, make_staff
from tests.page import Page


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def signed_in(client: FlaskClient, role: Role) -> FlaskClient:
    assert sign_in(client, make_staff(role)) == 303
    return client


def token(client: FlaskClient, path: str) -> str:
    return Page(client.get(path)).attr("input[name=csrf_token]", "value")


def version_of(code: str) -> ProcedureVersion:
    return db.session.scalars(select(ProcedureVersion).where(ProcedureVersion.valid_to.is_(None))).one()


@pytest.mark.parametrize("path", ["/desk/procedures/", "/desk/procedures/1.001193/"])
def test_strangers_sign_in_first(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, "/desk/sign-in" in answer.headers["Location"]) == (303, True)


def test_the_list_shows_drafts_alone_when_asked(client: FlaskClient) -> None:
    draft = make_procedure(name="Đăng ký khai sinh", summary="Ghi vào sổ.")
    make_procedure(name="Đăng ký khai tử")
    signed_in(client, Role.EDITOR)
    assert len(Page(client.get("/desk/procedures/")).find("tbody tr")) == 2
    page = Page(client.get("/desk/procedures/?loc=chua-duyet"))
    assert [node.text.split()[0] for node in page.find("tbody tr")] == [draft]
    assert Page(client.get("/desk/procedures/?q=khai tu")).all("tbody a") == ["Đăng ký khai tử"]
    assert Page(client.get("/desk/procedures/?loc=chua-duyet&q=khai tu")).has(".empty")


def test_approving_shows_at_once_and_on_the_citizens_page(client: FlaskClient) -> None:
    code = make_procedure(code="1.001193", summary="Ghi vào sổ.")
    signed_in(client, Role.PUBLISHER)
    path = f"/desk/procedures/{code}/"
    form = {"csrf_token": token(client, path), "version": version_of(code).id}
    piece = Page(client.post(f"{path}approve", data=form, headers={"HX-Request": "true"}))
    assert piece.has("#procedure-approval .alert-success")
    assert client.post(f"{path}approve", data=form).headers["Location"] == path  # again, without script
    assert not Page(client.get(f"/thu-tuc/{code}/")).has(".alert-warn")
    assert client.post(f"{path}unapprove", data=form).status_code == 303
    assert Page(client.get(f"/thu-tuc/{code}/")).has(".alert-warn")
    told = db.session.scalars(select(AuditRow.act).order_by(AuditRow.at))
    acts = [act for act in told if act.startswith("procedure.")]
    assert acts == ["procedure.approved", "procedure.unapproved"]


def test_an_editor_may_look_and_not_approve(client: FlaskClient) -> None:
    code = make_procedure(summary="Ghi vào sổ.")
    signed_in(client, Role.EDITOR)
    path = f"/desk/procedures/{code}/"
    page = Page(client.get(path))
    assert not page.has(f"form[action={path}approve]")
    form = {"csrf_token": token(client, path), "version": version_of(code).id}
    answer = client.post(f"{path}approve", data=form)
    assert answer.status_code == 403, answer.headers.get("Location")
    found = queries.in_force(code)
    assert found is not None
    assert found.approved_at is None


@pytest.mark.parametrize(
    ("version", "status"), [("0", 409), ("", 400), ("x", 400), ("9" * 30, 400), ("٣", 400)]
)
def test_only_the_version_on_the_page_is_approved(client: FlaskClient, version: str, status: int) -> None:
    code = make_procedure(summary="Ghi vào sổ.")
    signed_in(client, Role.PUBLISHER)
    path = f"/desk/procedures/{code}/"
    form = {"csrf_token": token(client, path), "version": version}
    assert client.post(f"{path}approve", data=form).status_code == status


def test_what_is_not_there_is_not_found(client: FlaskClient) -> None:
    signed_in(client, Role.PUBLISHER)
    assert client.get("/desk/procedures/1.999999/").status_code == 404
    assert client.get("/desk/procedures/?trang=x&q=%00").status_code == 200
