"""What the operator decides about the account: an ability by hand, the messages of a day. Audited."""

import uuid

from sqlalchemy.dialects.postgresql import insert

from portal.account.models import Quota
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.errors import Refused
from portal.notifications import channel, quota
from portal.staff.operations import record_act
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Known

MESSAGES_DAY = "messages_day"
MOST_A_DAY = 10_000_000


def decide(name: Ability, state: Known | None, by: uuid.UUID) -> None:
    """The account can, or cannot, whatever calls say; None lets calls find out again.

    Deciding on a path of sending also chooses the path: the one that is left, or the newer of both.
    """
    with transaction():
        abilities.fix(name, state, by)
        if name in abilities.SENDING:
            shut = {version: abilities.is_shut(told) for version, told in abilities.BY_VERSION.items()}
            if shut[3] != shut[2]:
                channel.pin(2 if shut[3] else 3)
        record_act("oa.ability", "oa", settings.get().zalo_oa_id, by, ability=name, state=state or "auto")


def cap_messages(count: int, by: uuid.UUID) -> None:
    """At most so many messages a day, today included."""
    if not 0 <= count <= MOST_A_DAY:
        raise Refused("not a number of messages")
    oa_id = settings.get().zalo_oa_id
    told = {"total": count, "source": "operator", "at": clock.now(), "changed_by": by}
    row = insert(Quota).values(oa_id=oa_id, name=MESSAGES_DAY, **told)
    with transaction() as session:
        session.execute(row.on_conflict_do_update(index_elements=[Quota.oa_id, Quota.name], set_=told))
        quota.learn(oa_id, count)
        record_act("oa.messages_day", "oa", oa_id, by, count=count)
