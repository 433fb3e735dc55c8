"""The second step, recovery codes, invitations and roles of other people."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine

from portal.core import clock as watch
from portal.core.errors import Conflict, Denied, Missing, Refused, TooMany
from portal.staff import operations, people, queries, second
from portal.staff.models import Role
from tests.factories import PASSWORD, make_office, make_staff

SEEN = {"client": "10.0.0.1"}
DOOR = {"client": "10.0.0.1", "browser": "thử"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC), tick=False) as machine:
        yield machine


def _id(username: str) -> uuid.UUID:
    user = queries.by_username(username)
    assert user
    return user.id


def _now() -> int:
    return int(watch.now().timestamp()) // second.STEP


@pytest.mark.usefixtures("ctx")
def test_a_code_counts_once_and_a_recovery_code_once(clock: time_machine.Traveller) -> None:
    name = make_staff(Role.PUBLISHER)
    user_id, secret = _id(name), second.new_secret()
    with pytest.raises(Refused):
        second.turn_on(user_id, secret, "000000" if second.code_at(secret, _now()) != "000000" else "111111")
    assert not queries.account(user_id).has_second
    codes = second.turn_on(user_id, secret, second.code_at(secret, _now()))
    assert len(set(codes)) == second.RECOVERY_CODES == second.codes_left(user_id)
    with pytest.raises(Refused):  # the code that turned it on was used by that
        second.check(user_id, second.code_at(secret, _now()), **SEEN)
    clock.shift(second.STEP)
    with pytest.raises(Refused):
        operations.sign_in(name, PASSWORD, **DOOR)
    assert operations.sign_in(name, PASSWORD, **DOOR, code=second.code_at(secret, _now()))
    clock.shift(second.STEP * 3)
    late = second.code_at(secret, _now() - 1)
    second.check(user_id, f"{late[:3]} {late[3:]}", **SEEN)
    for typed in (second.code_at(secret, _now() - 2), second.code_at(secret, _now() + 2), "", "١٢٣٤٥٦"):
        with pytest.raises(Refused):
            second.check(user_id, typed, **SEEN)
    second.check(user_id, codes[0].upper(), **SEEN)
    with pytest.raises(Refused):
        second.check(user_id, codes[0], **SEEN)
    assert second.codes_left(user_id) == second.RECOVERY_CODES - 1
    for guess in range(20):
        try:
            second.check(user_id, f"{guess:06}", **SEEN)
        except Refused:
            continue
        except TooMany:
            break
    else:
        pytest.fail("codes may be guessed without end")


@pytest.mark.usefixtures("ctx")
def test_a_lost_phone_is_taken_away_with_every_session() -> None:
    name, admin = make_staff(Role.PUBLISHER), _id(make_staff(Role.ADMIN))
    user_id, secret = _id(name), second.new_secret()
    token = operations.open_session(user_id, browser="thử")
    second.turn_on(user_id, secret, second.code_at(secret, _now()))
    people.forget_second(user_id, by=admin, where=None)
    assert not queries.account(user_id).has_second
    assert second.codes_left(user_id) == 0
    assert operations.resume(token) is None
    with pytest.raises(Refused):
        people.forget_second(admin, by=admin, where=None)


@pytest.mark.usefixtures("ctx")
def test_a_link_makes_one_account_once_and_not_for_long(clock: time_machine.Traveller) -> None:
    admin, office = _id(make_staff(Role.ADMIN)), make_office()
    grants = [(Role.AUTHOR, office), (Role.OFFICER, office), (Role.EDITOR, None)]
    older = people.invite("lan.anh", " Lan  Anh ", grants, by=admin, where=None)
    token = people.invite("lan.anh", "Lan Anh", grants, by=admin, where=None)
    with pytest.raises(Missing):
        people.invited(older)
    with pytest.raises(Refused):
        people.accept(token, "ngắn")
    assert people.accept(token, PASSWORD) == "lan.anh"
    with pytest.raises(Missing):
        people.accept(token, PASSWORD)
    made = queries.account(_id("lan.anh"))
    assert {(g.role, g.office_id) for g in made.grants} == set(grants)
    with pytest.raises(Conflict):
        people.invite("lan.anh", "Lan Anh", grants, by=admin, where=None)
    session = operations.open_session(made.id, browser="thử")
    again = people.let_in_again(made.id, by=admin, where=None)
    people.accept(again, PASSWORD + "-moi")
    assert operations.resume(session) is None
    assert operations.sign_in("lan.anh", PASSWORD + "-moi", **DOOR)
    late = people.invite("ba.nam", "Ba Năm", grants, by=admin, where=None)
    clock.shift(people.LIFE + dt.timedelta(seconds=1))
    with pytest.raises(Missing):
        people.accept(late, PASSWORD)


@pytest.mark.usefixtures("ctx")
def test_nobody_reaches_beyond_their_office_nor_raises_themselves() -> None:
    here, there = make_office(), make_office()
    chief = _id(make_staff(Role.ADMIN, office_id=here))
    mine, other = _id(make_staff(Role.AUTHOR, office_id=here)), _id(make_staff(Role.AUTHOR, office_id=there))
    where = frozenset({here})
    people.set_grants(mine, [(Role.EDITOR, here), (Role.AUTHOR, here)], by=chief, where=where)
    assert {g.role for g in queries.account(mine).grants} == {Role.EDITOR, Role.AUTHOR}
    for beyond in ([(Role.ADMIN, None)], [(Role.AUTHOR, there)]):
        with pytest.raises(Denied):
            people.set_grants(mine, beyond, by=chief, where=where)
        with pytest.raises(Denied):
            people.invite("moi.toi", "Mới", beyond, by=chief, where=where)
    for act in (
        lambda: people.set_grants(other, [(Role.AUTHOR, here)], by=chief, where=where),
        lambda: people.let_in_again(other, by=chief, where=where),
        lambda: people.set_active(other, False, by=chief, where=where),
        lambda: people.forget_second(other, by=chief, where=where),
    ):
        with pytest.raises(Missing):
            act()
    with pytest.raises(Refused):
        people.set_grants(chief, [(Role.ADMIN, None)], by=chief, where=None)
    with pytest.raises(Refused):
        people.set_grants(mine, [], by=chief, where=where)
