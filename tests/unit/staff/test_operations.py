"""Accounts, sessions and the trail."""

import datetime as dt
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from portal.core.db import db, transaction
from portal.core.errors import Conflict, Missing, Refused, TooMany
from portal.staff import operations, queries, turns
from portal.staff.models import AuditRow, Role, StaffSession, StaffUser
from tests.factories import PASSWORD, make_staff

START = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def enter(username: str, password: str = PASSWORD, client: str = "192.0.2.1", device: str = "") -> str:
    return operations.sign_in(username, password, client=client, browser="Trình duyệt thử", device=device)


def user_id(username: str) -> uuid.UUID:
    user = queries.by_username(username)
    assert user
    return user.id


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditRow.act).order_by(AuditRow.id)))


def test_a_taken_name_is_a_conflict_and_changes_nothing(ctx: Flask) -> None:
    make_staff(Role.EDITOR, username="an.nguyen")
    with pytest.raises(Conflict):
        operations.create_user("an.nguyen", "Người khác", [(Role.ADMIN, None)], PASSWORD)
    assert [a.grants[0].role for a in queries.accounts()] == [Role.EDITOR]


@pytest.mark.parametrize("username", ["", "ab", "An", "có-dấu", "a b", "x" * 41, "../ab", "-ab"])
def test_a_user_name_is_plain(ctx: Flask, username: str) -> None:
    with pytest.raises(Refused):
        operations.create_user(username, "Tên", [(Role.EDITOR, None)], PASSWORD)


@pytest.mark.parametrize("password", ["", "ngan-qua", "x" * 257])
def test_a_password_has_a_length(ctx: Flask, password: str) -> None:
    with pytest.raises(Refused):
        operations.create_user("an.nguyen", "Tên", [(Role.EDITOR, None)], password)


def test_passwords_are_kept_as_the_house_asks_and_an_older_way_is_replaced(ctx: Flask) -> None:
    name = make_staff(Role.EDITOR)
    user = queries.by_username(name)
    assert user
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    db.session.commit()
    enter(name)
    db.session.expire_all()
    kept = queries.by_username(name)
    assert kept
    assert "m=19456,t=2,p=1" in kept.password_hash


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("password1234", False),
        ("matkhau12345", False),
        ("123456789012", False),
        ("aaaaaaaaaaaa", False),
        ("Tayninh@2026", False),
        ("Motcua@123456", False),
        ("con meo tren mai nha", True),
        ("r8bt-hueu-prnx-99bg", True),
    ],
)
def test_a_password_that_is_guessed_easily_is_refused(ctx: Flask, password: str, is_taken: bool) -> None:
    name = make_staff(Role.EDITOR)
    if is_taken:
        operations.change_password(user_id(name), PASSWORD, password)
        assert enter(name, password)
        return
    with pytest.raises(Refused, match="too easily"):
        operations.change_password(user_id(name), PASSWORD, password)
    assert enter(name)


def test_wrong_unknown_and_disabled_look_alike(ctx: Flask) -> None:
    good, shut, admin = make_staff(Role.EDITOR), make_staff(Role.EDITOR), make_staff(Role.ADMIN)
    operations.set_active(user_id(shut), False, user_id(admin))
    said = set()
    for name, password in ((good, "sai-mat-khau-roi"), ("khong-co-ai", PASSWORD), (shut, PASSWORD)):
        with pytest.raises(Refused) as refusal:
            enter(name, password)
        said.add(refusal.value.word)
    assert len(said) == 1


def test_an_unknown_name_takes_as_long_as_a_wrong_password(ctx: Flask) -> None:
    name, spent = make_staff(Role.EDITOR), {}
    for who in (name, "khong-co-ai"):
        before = time.thread_time()
        for n in range(4):
            with pytest.raises(Refused):
                enter(who, "sai-mat-khau-roi", client=f"192.0.2.{n}")
        spent[who] = time.thread_time() - before
    assert 0.6 < spent["khong-co-ai"] / spent[name] < 1.7


def test_a_session_is_a_row_that_keeps_no_token(ctx: Flask) -> None:
    token = enter(make_staff(Role.EDITOR))
    row = db.session.scalars(select(StaffSession)).one()
    assert token not in (row.token_hash, str(row.id))
    assert operations.resume(token)
    assert operations.resume(row.token_hash) is None


def test_an_ended_session_stays_ended(ctx: Flask) -> None:
    token = enter(make_staff(Role.EDITOR))
    operations.end_session(token, "sign_out")
    operations.end_session(token, "sign_out")
    assert operations.resume(token) is None
    assert acts().count("sign_out") == 1


def test_a_session_ends_after_a_quarter_of_an_hour_without_a_sign(ctx: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = enter(make_staff(Role.EDITOR))
        clock.shift(dt.timedelta(minutes=14))
        assert operations.resume(token)
        clock.shift(dt.timedelta(minutes=14))
        assert operations.resume(token)
        clock.shift(dt.timedelta(minutes=16))
        assert operations.resume(token) is None
    assert db.session.scalars(select(StaffSession.ended_why)).one() == "idle"


def test_a_session_ends_after_eight_hours_however_busy(ctx: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = enter(make_staff(Role.EDITOR))
        for _ in range(48):
            clock.shift(dt.timedelta(minutes=10))
            assert operations.resume(token)
        clock.shift(dt.timedelta(minutes=1))
        assert operations.resume(token) is None


def test_a_new_password_ends_every_session_and_the_old_one_opens_nothing(ctx: Flask) -> None:
    name = make_staff(Role.EDITOR)
    tokens = [enter(name), enter(name)]
    operations.change_password(user_id(name), PASSWORD, "mat-khau-moi-hoan-toan")
    assert [operations.resume(token) for token in tokens] == [None, None]
    with pytest.raises(Refused):
        enter(name)
    assert enter(name, "mat-khau-moi-hoan-toan")


def test_a_new_password_needs_the_old_one(ctx: Flask) -> None:
    name = make_staff(Role.EDITOR)
    token = enter(name)
    with pytest.raises(Refused):
        operations.change_password(user_id(name), "doan-bua-mot-cai", "mat-khau-moi-hoan-toan")
    assert operations.resume(token)


def test_disabling_ends_the_sessions_and_enabling_does_not_bring_them_back(ctx: Flask) -> None:
    name, admin = make_staff(Role.EDITOR), make_staff(Role.ADMIN)
    token = enter(name)
    operations.set_active(user_id(name), False, user_id(admin))
    assert operations.resume(token) is None
    operations.set_active(user_id(name), True, user_id(admin))
    assert operations.resume(token) is None
    assert enter(name)


def test_nobody_disables_themselves(ctx: Flask) -> None:
    admin = make_staff(Role.ADMIN)
    with pytest.raises(Refused):
        operations.set_active(user_id(admin), False, user_id(admin))
    with pytest.raises(Missing):
        operations.set_active(uuid.uuid4(), False, user_id(admin))


def test_guessing_waits_longer_and_longer_and_nobody_is_locked_out(ctx: Flask) -> None:
    name, waits = make_staff(Role.EDITOR), []
    with time_machine.travel(START, tick=False) as clock:
        for n in range(turns.FREE_PER_ACCOUNT + 4):
            with pytest.raises(Refused):
                enter(name, "sai-mat-khau-roi", client=f"192.0.2.{n}")
            if n >= turns.FREE_PER_ACCOUNT:
                with pytest.raises(TooMany) as wait:
                    enter(name, PASSWORD, client="198.51.100.1")
                waits.append(wait.value.retry_after)
                clock.shift(dt.timedelta(seconds=waits[-1] or 0))
        assert waits == [2, 4, 8, 16]
        assert enter(name, client="198.51.100.1")
        for _ in range(turns.FREE_PER_ACCOUNT):  # the right password wiped the slate
            with pytest.raises(Refused):
                enter(name, "sai-mat-khau-roi", client="198.51.100.2")


def test_a_device_known_from_before_does_not_wait_for_a_strangers_guesses(ctx: Flask) -> None:
    name = make_staff(Role.EDITOR)
    for n in range(turns.FREE_PER_ACCOUNT + 1):
        with pytest.raises(Refused):
            enter(name, "sai-mat-khau-roi", client=f"192.0.2.{n}")
    with pytest.raises(TooMany):
        enter(name, client="198.51.100.1")
    assert enter(name, client="198.51.100.1", device="mot-may-quen")


def test_one_client_that_tries_many_names_waits_too(ctx: Flask) -> None:
    for n in range(turns.FREE_PER_CLIENT + 1):
        with pytest.raises(Refused):
            enter(f"khong-co-{n}", "sai-mat-khau-roi")
    with pytest.raises(TooMany):
        enter("khong-co-ai", "sai-mat-khau-roi")


def test_guesses_at_the_same_moment_do_not_slip_through(ctx: Flask) -> None:
    counter = turns.account("an.nguyen", "")

    def guess(_: int) -> bool:
        with ctx.app_context():
            try:
                turns.take(counter, free=3)
            except TooMany:
                return False
            return True

    with time_machine.travel(START, tick=False), ThreadPoolExecutor(12) as pool:
        admitted = sum(pool.map(guess, range(48)))
    assert admitted == 4  # three free ones, and one place in the first wait


def test_the_trail_is_for_adding_only(ctx: Flask) -> None:
    operations.record_act("thu", "nothing", 1)
    for attack in ("UPDATE audit SET act = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(attack))
        db.session.rollback()
    assert acts() == ["thu"]


def test_an_act_goes_with_the_change_it_tells(ctx: Flask) -> None:
    def fails() -> None:
        with transaction():
            operations.record_act("thu", "nothing", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert acts() == []


def test_each_act_leaves_its_row_without_names(ctx: Flask) -> None:
    name, admin = make_staff(Role.EDITOR), make_staff(Role.ADMIN)
    operations.end_session(enter(name), "sign_out")
    with pytest.raises(Refused):
        enter("khong-co-ai")
    operations.set_active(user_id(name), False, user_id(admin))
    assert acts() == ["account.create"] * 2 + ["sign_in", "sign_out", "sign_in.refused", "account.disable"]
    rows = db.session.execute(select(AuditRow.subject_id, AuditRow.detail)).all()
    assert not any(name in f"{row}" or "khong-co-ai" in f"{row}" for row in rows)


def test_made_passwords_differ_and_are_long(ctx: Flask) -> None:
    made = {operations.new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 24 for password in made)


def test_the_trail_is_read_in_pages(ctx: Flask) -> None:
    for n in range(queries.AUDIT_PAGE + 1):
        operations.record_act("thu", "nothing", n)
    first, last = queries.acts(1)
    second, _ = queries.acts(2)
    assert (len(first), len(second), last) == (queries.AUDIT_PAGE, 1, 2)
    assert first[0].subject_id == str(queries.AUDIT_PAGE)
    assert db.session.scalar(select(func.count(StaffUser.id))) == 0
