"""Entering prices and choosing templates; every act is written down."""

import uuid
from collections.abc import Mapping

from portal.account.ways import queries
from portal.core.db import transaction
from portal.notifications import letters, prices
from portal.notifications.prices import Price
from portal.staff.operations import record_act


def enter_price(price: Price, by: uuid.UUID) -> bool:
    """A price from a day on; False when that day has one already. What was sent keeps its price."""
    with transaction():
        if not prices.enter(price, by):
            return False
        since = price.valid_from.isoformat()
        record_act("channel.price", "channel", price.channel.value, by, dong=price.dong, valid_from=since)
    return True


def use_template(kind: str, template_id: str, data: Mapping[str, str], by: uuid.UUID) -> bool:
    """This kind is said by this template from now on; False when it is already. Earlier sends keep theirs.

    Raises Missing for a template that is not in force, ValueError for a place that there is not.
    """
    rules = {one["name"]: one.get("most") for one in queries.params(queries.template(template_id))}
    told = {name: value for name, value in data.items() if name in rules and value}
    most = {name: rule for name in told if isinstance(rule := rules[name], int)}
    with transaction():
        if not letters.write(kind, letters.TEMPLATE, letters.packed(template_id, told, most), by):
            return False
        record_act("channel.template", "channel", kind, by, template=template_id)
    return True


def drop_template(kind: str, by: uuid.UUID) -> bool:
    """This kind goes by no template any more, not even by the one for any kind; False when it did not."""
    with transaction():
        if not letters.write(kind, letters.TEMPLATE, "", by):
            return False
        record_act("channel.no_template", "channel", kind, by)
    return True
