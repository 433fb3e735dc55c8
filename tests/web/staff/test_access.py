"""Who may open what at the desk: every route, every role (T13); rows of other offices are not there (R21)."""

import uuid
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.core.db import db
from portal.core.errors import Missing
from portal.dossiers.models import Dossier
from portal.staff import access, queries
from portal.staff.access import ROLES, Officer, Permission
from portal.staff.models import Role
from tests.addresses import address
from tests.desk import form_token, sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.rules.test_routes import TABLE


def _expected() -> dict[tuple[str, str], Permission | None]:
    """Every route of the desk with what it asks for, as the table of all routes says (None: public)."""
    lines = [line.rsplit(" ", 2) for line in TABLE.read_text().splitlines() if line.startswith("/desk")]
    return {
        (method, path): None if who == "public" else Permission(who)
        for path, methods, who in lines
        for method in methods.split(",")
    }


EXPECTED = _expected()


def desk_rules(app: Flask) -> list[tuple[str, Rule]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk")]
    return [(method, rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]


def test_nobody_gets_in_without_signing_in(ctx: Flask) -> None:
    for method, rule in desk_rules(ctx):
        if EXPECTED[method, rule.rule] is None:
            continue
        client = ctx.test_client()
        data = {"csrf_token": form_token(client)}
        answer = client.open(address(ctx, rule), method=method, data=data if method == "POST" else None)
        assert answer.status_code == 303, rule.rule
        assert answer.headers["Location"].startswith("/desk/sign-in"), rule.rule


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_its_permissions_say_and_nothing_else(ctx: Flask, role: Role) -> None:
    client = ctx.test_client()
    assert sign_in(client, make_staff(role)) == 303
    token = form_token(client, "/desk/password")
    for method, rule in sorted(desk_rules(ctx), key=lambda pair: "sign-out" in pair[1].rule):
        needed = EXPECTED[method, rule.rule]
        data = {"csrf_token": token} if method == "POST" else None
        status = client.open(address(ctx, rule), method=method, data=data).status_code
        is_let_in = needed is None or needed in ROLES[role]
        assert (status != 403) == is_let_in, f"{role} {method} {rule.rule} {status}"
        assert status < 500


def test_every_role_can_open_the_desk_and_no_role_can_do_everything() -> None:
    assert all(Permission.OPEN_DESK in may for may in ROLES.values())
    assert all(may < set(Permission) for may in ROLES.values())
    assert set(ROLES) == set(Role)


def officer(name: str) -> Officer:
    user = queries.by_username(name)
    assert user
    return Officer(queries.account(user.id), "token")


@pytest.fixture
def two_offices(ctx: Flask) -> dict[str, Any]:
    """Two offices with a dossier each, and one dossier of no office."""
    here, there = make_office(name="Nơi này"), make_office(name="Nơi kia")
    return {
        "here": here,
        "there": there,
        "mine": make_dossier(DonViXuLy="Nơi này").id,
        "theirs": make_dossier(DonViXuLy="Nơi kia").id,
        "nobodys": make_dossier(DonViXuLy="Chưa biết").id,
    }


def seen_by(ctx: Flask, who: Officer, permission: Permission) -> set[uuid.UUID]:
    with ctx.test_request_context("/desk/"):
        g._login_user, g.permission = who, permission
        return set(db.session.scalars(access.scoped(select(Dossier.id), Dossier.office_id)))


def test_an_officer_sees_the_own_office_only(ctx: Flask, two_offices: dict[str, Any]) -> None:
    who = officer(make_staff(Role.OFFICER, office_id=two_offices["here"]))
    assert seen_by(ctx, who, Permission.SEE_DOSSIERS) == {two_offices["mine"]}


def test_a_grant_for_the_province_sees_all(ctx: Flask, two_offices: dict[str, Any]) -> None:
    who = officer(make_staff(Role.OFFICER))
    everything = {two_offices[name] for name in ("mine", "theirs", "nobodys")}
    assert seen_by(ctx, who, Permission.SEE_DOSSIERS) == everything


def test_another_role_elsewhere_opens_nothing_more(ctx: Flask, two_offices: dict[str, Any]) -> None:
    name = make_staff(Role.OFFICER, office_id=two_offices["here"])
    made = officer(name)
    grants = (
        *made.grants,
        queries.Grant(Role.EDITOR, two_offices["there"]),
        queries.Grant(Role.EDITOR, None),
    )
    account = queries.Account(made.id, name, name, True, grants)
    assert seen_by(ctx, Officer(account, "t"), Permission.SEE_DOSSIERS) == {two_offices["mine"]}


def test_another_offices_row_is_missing_like_one_that_never_was(
    ctx: Flask, two_offices: dict[str, Any]
) -> None:
    who = officer(make_staff(Role.OFFICER, office_id=two_offices["here"]))
    with ctx.test_request_context("/desk/"):
        g._login_user, g.permission = who, Permission.SEE_DOSSIERS
        said = set()
        for wanted in (two_offices["theirs"], two_offices["nobodys"], uuid.uuid4()):
            with pytest.raises(Missing) as missing:
                access.only(select(Dossier).where(Dossier.id == wanted), Dossier.office_id)
            said.add(missing.value.word)
        assert len(said) == 1
        found = access.only(select(Dossier).where(Dossier.id == two_offices["mine"]), Dossier.office_id)
        assert found.id == two_offices["mine"]


def test_a_role_that_was_taken_away_is_gone_at_the_next_click(client: FlaskClient) -> None:
    name = make_staff(Role.ADMIN)
    sign_in(client, name)
    assert client.get("/desk/audit/").status_code == 200
    user = queries.by_username(name)
    assert user
    db.session.execute(db.text("UPDATE role_grant SET role = 'editor' WHERE user_id = :id"), {"id": user.id})
    db.session.commit()
    assert client.get("/desk/audit/").status_code == 403
