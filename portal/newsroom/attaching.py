"""The paper an article carries: chosen out of the library, told with it, and what readers are told of it."""

import uuid
from typing import Any

from portal.core.db import db
from portal.core.errors import Missing
from portal.media import papers
from portal.media.models import Paper
from portal.media.queries import Offices
from portal.newsroom.writing.forms import read_id

OFFERED = 100  # the newest that the offices may use
LONGEST_TEXT = 6_000  # signs of what the file says, for whoever cannot open it on a phone


def offered(offices: Offices, chosen: str | None) -> list[tuple[str, str]]:
    """Ids and names of papers to choose from, the one that was chosen always among them."""
    rows = list(papers.newest(offices, OFFERED))
    mine = read_id(chosen)
    if mine is not None and mine not in {row.id for row in rows}:
        found = db.session.get(Paper, mine)
        rows += [found] if found is not None else []
    return [(str(row.id), " · ".join(filter(None, (row.number, row.title)))[:120]) for row in rows]


def told(chosen: str | None, offices: Offices, before: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the article keeps of a paper; None without one. Raises Missing for what may not be used.

    One that the article held `before` stays as it was told then, also for who may not use it anew.
    """
    paper_id = read_id(chosen)
    if paper_id is None:
        return None
    if before and before.get("id") == str(paper_id):
        return before
    row = papers.paper(paper_id, offices)
    if row.is_gone or not row.is_ready:
        raise Missing("paper")
    return {
        "id": str(row.id),
        "href": papers.address(row),
        "title": row.title,
        "number": row.number,
        "kind": row.kind,
        "size": row.size,
        "text": row.text[:LONGEST_TEXT],
    }


def with_paper(body: str, details: dict[str, Any]) -> str:
    """The text with the address of its paper, for who asks which files an article holds."""
    paper = details.get("paper")
    return f"{body} {paper['href']}" if paper else body


def id_of(details: dict[str, Any]) -> uuid.UUID | None:
    """The paper's id."""
    return read_id((details.get("paper") or {}).get("id"))
