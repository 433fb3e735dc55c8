# ruff: noqa: E501 - payloads are long lines
"""What stands beside a text: names of its paper, topics, facts, filters of the list, many chosen at once, hotlines, centres."""

import uuid
from collections.abc import Iterator
from typing import Any

from portal.core.search import tidy
from portal.news.models import Kind
from portal.newsroom.models import State
from tests.newsroom import make_item, shown
from tests.xss.inputs import House, Shown

DESK = "/desk/tin-bai/"
HOURS = "thứ Hai đến thứ Sáu 7:30-11:30"
TOGETHER = 10  # of one article: its topics, communes and the lines of its paper


def beside(house: House, payloads: list[str]) -> Iterator[Shown]:
    """Articles that carry payloads everywhere but in their text, on the portal and on the desk."""
    kept = [one for one in (tidy(told.replace("\0", ""))[:190] for told in payloads) if one]
    for start in range(0, len(kept), TOGETHER):
        some = kept[start : start + TOGETHER]
        made = _published(Kind.POLICY, some, papers=[_paper(some), _paper(some[::-1])])
        row = shown(made)
        assert row
        yield house.get("facts, topics, papers", 5 * len(some) + 6, f"/tin/{row.slug}/")
        yield house.get("item of the desk", len(some) + 2, f"{DESK}{made}/", desk=True)
        yield house.get("its text's form", 2 * len(some) + 6, f"{DESK}{made}/sua/", desk=True)
        yield house.get("many chosen", 1, "/desk/tin-bai/nhieu-bai/", desk=True, bai=str(made))
        yield house.get("filters of the list", 2, DESK, desk=True, q=some[0], loai=some[-1])
        line = _published(Kind.HOTLINE, some, phone="1900 1006", hours=some[0])
        place = _published(Kind.CENTRE, some, phone="1900 1006", hours=HOURS, address=some[0])
        for each in (line, place):
            told = shown(each)
            assert told
            yield house.get("hotline, centre", len(some) + 3, f"/tin/{told.slug}/")
    many = min(len(kept), 30)
    yield house.get("list of the desk", many, DESK, desk=True)
    yield house.get("papers, policies", many, "/van-ban/")
    yield house.get("support: hotlines, centres", many, "/ho-tro/")


def _published(kind: Kind, some: list[str], **details: Any) -> Any:
    facts = (
        {"number": some[0], "signer": some[-1], "place": some[-1], "communes": some}
        if kind is Kind.POLICY
        else {}
    )
    return make_item(
        State.PUBLISHED, kind=kind, title=some[0], summary=some[-1], topics=some, details=facts | details
    )


def _paper(some: list[str]) -> dict[str, Any]:
    """What an article keeps of a paper whose name, number and text somebody wrote."""
    return {
        **{
            "id": str(uuid.uuid4()),
            "href": f"/media/{'0' * 32}/tep.pdf",
            "title": some[0],
            "number": some[-1],
        },
        **{"kind": "pdf", "size": 1, "text": "\n".join(some)},
    }
