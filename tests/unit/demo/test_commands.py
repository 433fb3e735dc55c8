"""`portal prepare` and `portal create-user`, as an operator types them."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import cli
from portal.core.db import db
from portal.dossiers.models import Dossier
from portal.notifications.models import MessageTemplate
from portal.places.models import Unit
from portal.procedures import operations as procedures
from portal.staff import operations as staff
from portal.staff import queries as accounts
from portal.staff.models import Role
from portal.support import queries as support
from tests.factories import PASSWORD, make_office


def rows(table: type) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The long import of the catalogue, which has tests of its own, is only counted here."""
    calls: list[str] = []
    monkeypatch.setattr(procedures, "import_shipped", lambda: calls.append("read"))
    return calls


def test_prepare_without_the_demo_brings_facts_and_no_people(ctx: Flask, catalogue: list[str]) -> None:
    done = ctx.test_cli_runner().invoke(cli.prepare, ["--no-demo"])
    assert (done.exit_code, done.output) == (0, "prepared\n")
    assert catalogue == ["read"]
    assert rows(Unit) > 500
    assert rows(MessageTemplate) >= 12
    assert support.hotlines()
    assert (rows(Dossier), accounts.accounts()) == (0, [])


def test_prepare_twice_is_prepare_once(ctx: Flask, catalogue: list[str]) -> None:
    for _ in range(2):
        assert ctx.test_cli_runner().invoke(cli.prepare).exit_code == 0
    assert rows(Dossier) == 40
    assert len(support.hotlines()) == 11
    assert len(accounts.accounts()) == 7


def test_create_user_prints_a_password_once(ctx: Flask) -> None:
    office = make_office(code="H44.12")
    runner = ctx.test_cli_runner()
    said = ["lan.pham", "--name", "Phạm Lan", "--role", "officer", "--role", "editor", "--office", "h44.12"]
    done = runner.invoke(cli.create_user, said)
    username, password = done.output.split()
    assert staff.sign_in(username, password, client="192.0.2.1", browser="thử")
    (account,) = accounts.accounts()
    assert {(g.role, g.office_id) for g in account.grants} == {(Role.OFFICER, office), (Role.EDITOR, office)}
    again = runner.invoke(cli.create_user, said)
    assert again.exit_code == 2
    assert again.stderr == "the user name lan.pham is taken\n"


def test_create_user_reads_a_password_and_does_not_repeat_it(ctx: Flask) -> None:
    said = ["lan.pham", "--role", "admin", "--password-stdin"]
    done = ctx.test_cli_runner().invoke(cli.create_user, said, input=f"{PASSWORD}\n")
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    assert staff.sign_in("lan.pham", PASSWORD, client="192.0.2.1", browser="thử")


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        (["Lan Pham", "--role", "admin"], None),
        (["lan.pham", "--role", "king"], None),
        (["lan.pham"], None),
        (["lan.pham", "--role", "officer", "--office", "H99.99"], None),
        (["lan.pham", "--role", "admin", "--password-stdin"], "ngan\n"),
        (["lan.pham", "--role", "admin", "--password-stdin"], ""),
    ],
)
def test_create_user_says_what_is_wrong_and_makes_nobody(
    ctx: Flask, said: list[str], typed: str | None
) -> None:
    done = ctx.test_cli_runner().invoke(cli.create_user, said, input=typed)
    assert done.exit_code == 2
    assert done.stderr
    assert accounts.accounts() == []
