"""What else may be done with an item, and what else is planned: features above the newsroom say so here."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.newsroom.models import Item


@dataclass(frozen=True)
class Offer:
    """A way to go on with an item: words and address; or only something to know of it, without one."""

    text: str
    href: str | None


@dataclass(frozen=True)
class Plan:
    """Something else of the calendar."""

    title: str
    at: dt.datetime
    href: str


Offers = Callable[[Item], Sequence[Offer]]
Plans = Callable[[dt.datetime, dt.datetime], Sequence[Plan]]
_offers: list[Offers] = []
_plans: list[Plans] = []


def hear(offers: Offers, plans: Plans) -> None:
    """Ask these, too; once, however often they are added."""
    if offers not in _offers:
        _offers.append(offers)
    if plans not in _plans:
        _plans.append(plans)


def offers(item: Item) -> list[Offer]:
    """Everything that is offered for an item."""
    return [one for call in _offers for one in call(item)]


def plans(first: dt.datetime, last: dt.datetime) -> list[Plan]:
    """Everything else that is planned between two moments, in order."""
    return sorted((one for call in _plans for one in call(first, last)), key=lambda one: one.at)
