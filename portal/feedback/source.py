"""Answers that were made public, as the joint search finds them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.core.finding.keeping import Keeper, of_pages
from portal.core.finding.sources import Group, Question, Thing
from portal.core.finding.stack import Card, Stack
from portal.feedback import published

SHORT = 120  # signs of a question that stand as its title


@dataclass(frozen=True)
class _Source:
    name: str
    title: str
    keeper: Keeper[object, Stack[Thing]]

    def find(self, question: Question, most: int) -> Group:
        """By what was asked, then by what was answered."""
        found, is_near = self.keeper.get().find(question)
        return Group(tuple(found[:most]), len(found), is_near, more="/phan-anh/da-tra-loi/")


def _cards() -> list[Card[Thing]]:
    return [
        Card(
            str(one.id),
            (title(one.question),),
            Thing(title(one.question), f"/phan-anh/da-tra-loi/{one.id}/", meta=one.office or ""),
            passages=(one.question, one.answer),
        )
        for one in published.all_()
    ]


def title(question: str) -> str:
    """The beginning of a question, cut between words."""
    line = " ".join(question.split())
    return line if len(line) <= SHORT else line[:SHORT].rsplit(" ", 1)[0] + "…"


ANSWERS = _Source("phan-anh", _l("Phản ánh đã trả lời"), of_pages(lambda: Stack(_cards())))  # type: ignore[arg-type]
