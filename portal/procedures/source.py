"""Procedures and journeys, as the joint search finds them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.finding.keeping import of_pages
from portal.core.finding.sources import Group, Question, Thing
from portal.core.finding.stack import Card, Stack
from portal.core.language import said
from portal.procedures import messages, search
from portal.procedures.journeys import queries as journeys
from portal.procedures.queries import Item


@dataclass(frozen=True)
class _Procedures:
    name: str = "thu-tuc"
    title: str = _l("Thủ tục hành chính")

    def find(self, question: Question, most: int) -> Group:
        """As their own search finds them; they are the same everywhere, so a place tells nothing."""
        asked = question.rest if question.places else question.text
        if not asked.strip():
            return Group()
        found = search.search(search.Wanted(asked, is_typing=question.is_typing), most)
        more = f"/thu-tuc/?{urlencode({'q': asked})}"
        return Group(tuple(map(_thing, found.items)), found.total, found.is_near, more)


@dataclass(frozen=True)
class _Journeys:
    name: str = "viec-theo-buoc"
    title: str = _l("Việc theo bước")

    def find(self, question: Question, most: int) -> Group:
        """By title, then by summary."""
        found, is_near = _keeper.get().find(question)
        return Group(tuple(found[:most]), len(found), is_near, "/thu-tuc/viec/")


PROCEDURES, JOURNEYS = _Procedures(), _Journeys()


def _thing(item: Item) -> Thing:
    told = [_("Mã %(code)s", code=item.code), messages.levels(item.levels, said)]
    return Thing(item.name, f"/thu-tuc/{item.code}/", item.field or "", " · ".join(filter(None, told)))


def _read() -> Stack[Thing]:
    return Stack(
        Card(one.slug, (one.title,), Thing(one.title, f"/thu-tuc/viec/{one.slug}/", one.summary))
        for one in journeys.published()
    )


_keeper = of_pages(_read)
