"""Asking Zalo what the account is: the kind decides the path, refusals stand where staff see them."""

import pytest

from portal.account import queries
from portal.account.operations import cap_messages, decide, reading
from portal.core.db import db
from portal.notifications import channel
from portal.staff.models import AuditRow, Role
from portal.staff.queries import by_username
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Known
from tests.factories import make_staff
from zalosim.server import Sim


def states() -> dict[Ability, Known]:
    return {name: row.state for name, row in abilities.all_of().items()}


def test_a_business_account(sim: Sim) -> None:
    sim.configure(message_quota=1000)
    assert reading.read()
    found = queries.profile()
    assert found is not None
    assert (found.oa_type, found.is_verified, found.error) == (2, True, None)
    assert channel.state().send_version == 3
    assert states()[Ability.QUOTA_V3] is Known.YES
    assert states()[Ability.ZNS] is Known.YES
    assert {one.name: one.total for one in queries.quotas()} == {"cs:sub_quota": 1000, "zns_day": 500}
    told = {one.template_id: one.status for one in queries.templates()}
    assert told["300102"] == "PENDING_REVIEW"
    assert [param["name"] for param in queries.templates()[0].params][:1] == ["ten"]


def test_a_state_agency_is_written_to_by_the_old_path(sim: Sim) -> None:
    sim.configure(oa_type=4)
    assert reading.read()
    assert channel.state().send_version == 2


def test_what_calls_taught_stands_above_the_kind(sim: Sim) -> None:
    abilities.learn(Ability.SEND_V3, Known.YES)
    sim.configure(oa_type=4)
    reading.read()
    assert channel.state().send_version == 3


def test_an_account_of_another_kind_finds_out_anew(sim: Sim) -> None:
    reading.read()
    abilities.learn(Ability.SEND_V2, Known.NO, -240)
    abilities.learn(Ability.SEND_V3, Known.NO, -235)
    assert not abilities.can_send()
    sim.configure(oa_type=4)
    reading.read()
    assert abilities.can_send()
    assert channel.state().send_version == 2


@pytest.mark.parametrize(
    ("fault", "code", "error"),
    [
        ({"what": "status", "status": 502}, None, "bad status"),
        ({"what": "status", "status": 404, "body": "empty api"}, None, "not JSON"),
        ({"what": "empty"}, None, "not JSON"),
        ({"what": "truncated"}, None, "not JSON"),
        ({"what": "vary", "variants": ["null_data"]}, 0, "no data"),
        ({"what": "error", "error": -204}, -204, "answered"),
        ({"what": "error", "error": -9999}, -9999, "answered"),
    ],
)
def test_what_went_wrong_is_kept(sim: Sim, fault: dict[str, object], code: int | None, error: str) -> None:
    sim.faults([{**fault, "endpoint": "/v2.0/oa/getoa"}])
    assert not reading.read()
    found = queries.profile()
    assert found is not None
    assert (found.error_code, found.error, found.read_at) == (code, error, None)


@pytest.mark.parametrize("variants", [["numbers"], ["extra"], ["no_message"]])
def test_other_shapes_of_the_same_answer(sim: Sim, variants: list[str]) -> None:
    sim.faults([{"what": "vary", "variants": variants}])
    assert reading.read()


def test_a_refused_right_closes_one_ability_alone(sim: Sim) -> None:
    sim.faults([{"what": "error", "error": -135, "endpoint": "/message/quota"}])
    assert reading.read()
    row = abilities.all_of()[Ability.ZNS]
    assert (row.state, row.error_code) == (Known.NO, -135)
    before = dict(sim.world.calls)
    reading.read_profile()
    with pytest.raises(Exception, match="cannot"):
        reading.read_template_quota()
    assert sim.world.calls["/message/quota"] == before["/message/quota"]


def test_the_operator_decides_and_it_is_written_down(sim: Sim) -> None:
    user = by_username(make_staff(Role.ADMIN))
    assert user is not None
    decide(Ability.SEND_V3, Known.NO, user.id)
    assert channel.state().send_version == 2
    assert not abilities.learn(Ability.SEND_V3, Known.YES)
    assert states()[Ability.SEND_V3] is Known.NO
    decide(Ability.SEND_V2, Known.NO, user.id)
    assert not abilities.can_send()
    decide(Ability.SEND_V3, None, user.id)
    assert abilities.can_send()
    assert channel.state().send_version == 3
    cap_messages(300, user.id)
    assert channel.state().daily_cap == 300
    acts = [row.act for row in db.session.query(AuditRow).order_by(AuditRow.id)]
    assert acts[-4:] == ["oa.ability", "oa.ability", "oa.ability", "oa.messages_day"]
