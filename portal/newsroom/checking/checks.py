"""Everything an article is asked while it is written, and what bars it from being published; pure."""

from enum import StrEnum

from portal.core import sanitize
from portal.news.models import Kind
from portal.newsroom.checking import accessible, plain
from portal.newsroom.checking.findings import Fault, Finding, Level, about
from portal.newsroom.writing import pasting
from portal.newsroom.writing.tree import grown

_ALL = frozenset({Fault.NO_OFFICE, Fault.NO_HOURS, Fault.NO_DATE, Fault.NO_PHONE})
# What a reader must be told, by kind; a page or a guide need not name a day.
NEEDS: dict[str, frozenset[Fault]] = {
    "announcement": _ALL,
    "alert": frozenset({Fault.NO_OFFICE, Fault.NO_DATE, Fault.NO_PHONE}),
    "event": _ALL,
    "policy": frozenset({Fault.NO_OFFICE, Fault.NO_DATE}),
    "centre": frozenset({Fault.NO_HOURS, Fault.NO_PHONE}),
    "hotline": frozenset({Fault.NO_PHONE}),
}


class Barrier(StrEnum):
    """What keeps an article from being published (setting NEWSROOM_BLOCK)."""

    NONE = "none"
    ERRORS = "errors"
    ALL = "all"


def findings(
    kind: Kind | str, title: str, summary: str, html: str, broken: frozenset[str] = frozenset()
) -> list[Finding]:
    """What is wrong with an article, errors first; `broken` are addresses known not to answer."""
    root = grown(sanitize.clean(pasting.tidied(html)))
    told = [
        *accessible.faults(root),
        *plain.faults(root, f"{title}\n{summary}", needs=NEEDS.get(str(kind), frozenset())),
    ]
    told += [
        about(Fault.LINK_BROKEN, node.attrs["href"])
        for node in root.all("a")
        if node.attrs.get("href") in broken
    ]
    return sorted(told, key=lambda one: one.level is not Level.ERROR)


def barring(found: list[Finding], barrier: Barrier) -> list[Finding]:
    """Those findings that keep the article from being published."""
    if barrier is Barrier.ALL:
        return found
    return [one for one in found if one.level is Level.ERROR] if barrier is Barrier.ERRORS else []
