"""The papers an article carries, in their order: chosen out of the library and told with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Missing
from portal.core.search import tidy
from portal.media import papers
from portal.media.models import Paper
from portal.media.queries import Offices
from portal.news import facts
from portal.newsroom.writing.forms import read_id

OFFERED = 100  # the newest that the offices may use; older ones are asked for by words
MOST = 12
LONGEST_TEXT = 6_000  # signs of what a file says, for whoever cannot open it on a phone
LONGEST_TOGETHER = 24_000
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Chosen:
    """Ids and titles as they were typed, in their order."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, ids: Sequence[str], titles: Sequence[str]) -> "Chosen":
        """Each paper once, what is no id left out; a title that is not there is empty."""
        found: dict[str, str] = {}
        for place, told in enumerate(ids):
            if (paper_id := read_id(told)) is not None:
                found.setdefault(str(paper_id), titles[place] if place < len(titles) else "")
        return cls(tuple(found)[:MOST], tuple(found.values())[:MOST])

    def with_(self, more: str | None) -> "Chosen":
        """One more at the end; the same when it is none or there already."""
        return Chosen.of((*self.ids, more), (*self.titles, "")) if more else self

    def after(self, act: str) -> "Chosen":
        """The same after `up:ID`, `down:ID` or `out:ID`; anything else changes nothing."""
        name, _, told = act.partition(":")
        if told not in self.ids:
            return self
        rows, at = list(zip(self.ids, self.titles, strict=True)), self.ids.index(told)
        row = rows.pop(at)
        if name != "out":
            rows.insert(max(at + {"up": -1, "down": 1}.get(name, 0), 0), row)
        return Chosen(tuple(one for one, _ in rows), tuple(title for _, title in rows))


def chosen(details: dict[str, Any]) -> Chosen:
    """What a revision carries, as its form begins."""
    rows = facts.papers(details)
    return Chosen.of([row["id"] for row in rows], [row["title"] for row in rows])


def offered(offices: Offices, query: str, without: Chosen) -> list[tuple[str, str]]:
    """Ids and names of papers to choose from: the newest, or those that hold every word of `query`."""
    rows = papers.find(query, offices).rows if query else papers.newest(offices, OFFERED)
    return [(str(row.id), _name(row)) for row in rows if str(row.id) not in without.ids]


def _name(row: Paper) -> str:
    return " · ".join(filter(None, (row.number, row.title)))[:120]


def told(wanted: Chosen, offices: Offices, before: dict[str, Any]) -> list[dict[str, Any]]:
    """What the article keeps of its papers, in their order. Raises Missing for what may not be used.

    One that the article held `before` (its details) stays as it was told then, also for who may not use it
    anew; only its title is today's. Shares of the text shrink, so that twelve papers are no book.
    """
    held = {one["id"]: one for one in facts.papers(before)}
    longest = min(LONGEST_TEXT, LONGEST_TOGETHER // max(len(wanted.ids), 1))
    rows = []
    for paper_id, title in zip(wanted.ids, wanted.titles, strict=True):
        row = held.get(paper_id) or _facts(papers.paper(uuid.UUID(paper_id), offices))
        title = tidy(title)[:LONGEST_TITLE] or row["title"]
        rows.append(row | {"title": title, "text": row["text"][:longest]})
    return rows


def shown(wanted: Chosen, offices: Offices, before: dict[str, Any]) -> list[dict[str, Any]]:
    """The same for the form; one that is not there any more comes without a `kind`, to be taken out."""
    rows: list[dict[str, Any]] = []
    for paper_id, title in zip(wanted.ids, wanted.titles, strict=True):
        try:
            rows += told(Chosen((paper_id,), (title,)), offices, before)
        except Missing:
            rows.append({"id": paper_id, "title": title})
    return rows


def _facts(row: Paper) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "href": papers.address(row),
        "title": row.title,
        "number": row.number,
        "kind": row.kind,
        "size": row.size,
        "text": row.text[:LONGEST_TEXT],
    }


def with_papers(body: str, details: dict[str, Any]) -> str:
    """The text with the addresses of its papers, for who asks which files an article holds."""
    return " ".join((body, *(row["href"] for row in facts.papers(details))))
