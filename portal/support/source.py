"""How-tos, numbers to call and offices, as the joint search finds them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.core.finding.keeping import Keeper, of_pages
from portal.core.finding.sources import Group, Question, Thing
from portal.core.finding.stack import Card, Stack
from portal.places import queries as places
from portal.support import queries


@dataclass(frozen=True)
class _Source:
    name: str
    title: str
    keeper: Keeper[object, Stack[Thing]]

    def find(self, question: Question, most: int) -> Group:
        """By name, then by what stands behind it."""
        found, is_near = self.keeper.get().find(question)
        return Group(tuple(found[:most]), len(found), is_near)


def _kept(cards: Callable[[], list[Card[Thing]]]) -> Keeper[object, Stack[Thing]]:
    return of_pages(lambda: Stack(cards()))  # type: ignore[return-value]


def _guides() -> list[Card[Thing]]:
    return [
        Card(
            guide.slug, (guide.title,), Thing(guide.title, f"/ho-tro/#{guide.slug}"), passages=(*guide.steps,)
        )
        for guide in queries.guides()
    ]


def _lines() -> list[Card[Thing]]:
    return [
        Card(
            str(line.id),
            (line.topic, line.number),
            Thing(line.topic, "/ho-tro/", meta=f"{line.number} · {line.hours}"),
            around=line.unit,
        )
        for line in queries.hotlines()
    ]


def _offices() -> list[Card[Thing]]:
    return [
        Card(
            str(office.id),
            (office.name,),
            Thing(office.name, "/ho-tro/#noi-tiep-nhan", office.address or "", office.phone or ""),
            passages=(office.address or "",),
        )
        for office in places.offices_public()
    ]


GUIDES = _Source("hoi-dap", _l("Hỏi đáp, hướng dẫn"), _kept(_guides))
LINES = _Source("so-dien-thoai", _l("Số điện thoại cần biết"), _kept(_lines))
OFFICES = _Source("noi-tiep-nhan", _l("Nơi tiếp nhận"), _kept(_offices))
