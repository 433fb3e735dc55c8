"""The sources of things to find, in the order they are shown, and one question put to all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.core.finding.sources import Group, Question, Source, Thing
from portal.core.search import tidy
from portal.feedback import source as feedback
from portal.news import source as news
from portal.places import spoken
from portal.procedures import shelf, terms
from portal.procedures import source as procedures
from portal.support import source as support
from portal.tables import source as tables

LONGEST = 2000  # signs read of a question
FEW, MOST = 4, 30  # things of one group beside others, and alone
SHORTEST, SUGGESTIONS, EACH = 2, 8, 2  # signs typed; suggestions in all; of one sort where several have some

SOURCES: Sequence[Source] = (
    procedures.PROCEDURES,
    procedures.JOURNEYS,
    tables.TABLES,
    news.NEWS,
    news.QUESTIONS,
    support.GUIDES,
    feedback.ANSWERS,
    support.OFFICES,
    support.LINES,
)


@dataclass(frozen=True)
class Shown:
    """One group of answers with the source's name and title."""

    name: str
    title: str
    group: Group


@dataclass(frozen=True)
class Answer:
    """Every group that found something: those that hold the whole question first."""

    groups: tuple[Shown, ...] = ()
    place: spoken.Spoken | None = None

    @property
    def total(self) -> int:
        """How much was found in all."""
        return sum(shown.group.total for shown in self.groups)


def ask(text: str, only: str | None = None) -> Answer:
    """Put a question to every source, or to those of one name; reads only."""
    question, place = _read(text)
    most = MOST if only else FEW
    asked = [source for source in SOURCES if only in {None, source.name}] if question.text else []
    groups = _joined([(source, source.find(question, most)) for source in asked], most)
    return Answer(tuple(sorted(groups, key=lambda shown: shown.group.is_near)), place)


def suggest(typed: str) -> tuple[tuple[str, Thing], ...]:
    """A few things while somebody is typing, each with the title of its sort; reads only.

    Those of the first sort that has some, then a few of each other one.
    """
    if len(typed.strip()) < SHORTEST:
        return ()
    question = replace(_read(typed)[0], is_typing=True)
    groups = _joined([(source, source.find(question, SUGGESTIONS)) for source in SOURCES], SUGGESTIONS)
    told = [(shown.title, shown.group.things) for shown in groups if not shown.group.is_near]
    if not told:
        told = [(shown.title, shown.group.things) for shown in groups]
    others = [(title, thing) for title, things in told[1:] for thing in things[:EACH]][: SUGGESTIONS - EACH]
    first = [(title, thing) for title, things in told[:1] for thing in things]
    return (*first[: SUGGESTIONS - len(others)], *others)


def _read(text: str) -> tuple[Question, spoken.Spoken | None]:
    said = tidy(text[:LONGEST].replace("\0", ""))
    place = spoken.named_in(said)
    real = shelf.shelf().index.lexicon
    rest, places = (place.rest, place.now) if place else (said, ())
    return Question(said, rest, places, terms.dictionary(), real), place


def _joined(found: Sequence[tuple[Source, Group]], most: int) -> list[Shown]:
    """Groups of one name as one; without those that found nothing."""
    groups: dict[str, Shown] = {}
    for source, group in found:
        before = groups.get(source.name)
        if not group.things:
            continue
        if before is None:
            groups[source.name] = Shown(source.name, source.title, group)
        else:
            groups[source.name] = replace(before, group=_both(before.group, group, most))
    return list(groups.values())


def _both(one: Group, other: Group, most: int) -> Group:
    first, second = sorted((one, other), key=lambda group: group.is_near)
    return replace(first, things=(first.things + second.things)[:most], total=one.total + other.total)
