"""Pages of procedures: search, suggestions while typing, one procedure."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Response as FlaskResponse
from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import settings, web
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.guard import csrf
from portal.core.language import said
from portal.core.web import Pages, is_fragment, link, page
from portal.places import first_desk, spoken
from portal.procedures import codes, documents, forms, messages, queries, search, standing
from portal.procedures.asked import operations as asking
from portal.procedures.asked.counting import count
from portal.procedures.journeys import queries as journeys
from portal.procedures.search_form import SearchForm

pages = Pages("procedures", __name__)
LONGEST_SHOWN = 400
MOST_JOURNEYS = 8


@pages.get("/thu-tuc/")
@public
def index() -> Response:
    """The search page; with a question or a filter, what it finds."""
    asked = SearchForm(request.args)
    asked.offer(
        [(name, name) for name in queries.fields()],
        list(messages.LEVELS.items()),
        [(slug, name) for slug, (name, _members) in messages.SUBJECTS.items()],
    )
    typed = (asked.q.data or "").replace("\0", "")
    wanted = search.Wanted(
        text=typed,
        field=asked.field.data or None,
        level=asked.level.data or None,
        subjects=messages.SUBJECTS[asked.subject.data][1] if asked.subject.data else (),
        page=_page_number(),
    )
    is_filtered = any((asked.field.data, asked.level.data, asked.subject.data))
    found = search.search(wanted) if typed or is_filtered else None
    if found and typed and not is_filtered and wanted.page == 1:
        count(typed, found.total)
    return page(
        "procedures/search.html",
        fragment="procedures/_found.html",
        asked=asked,
        typed=typed[:LONGEST_SHOWN],
        place=spoken.named_in(typed),
        is_filtered=is_filtered,
        found=found,
        oob=is_fragment(),
        top=queries.top(),
        journeys=journeys.published()[:MOST_JOURNEYS],
        fields=queries.common_fields(),
        messages=messages,
    )


@pages.get("/thu-tuc/goi-y")
@public
def suggest() -> Response:
    """A few names for what has been typed so far."""
    typed = request.args.get("q", "")[:LONGEST_SHOWN].replace("\0", "")
    return page(
        "procedures/suggest.html",
        fragment="procedures/_suggested.html",
        items=() if typed == web.asked_there("q") else search.suggest(typed),  # late ones are no help
        typed=typed,
    )


@pages.post("/thu-tuc/mo")
@public
def opened() -> Response:
    """A browser tells that an answer was tapped (the link's `ping`); a header holds the question."""
    came = urlsplit(request.headers.get("Ping-From", "")[:5000])
    if came.path.removeprefix("/m") in {"/thu-tuc/", "/tim-kiem/"}:
        asking.tap(parse_qs(came.query).get("q", [""])[0].replace("\0", ""))
    return web.keep_private(FlaskResponse("", 204))


csrf.exempt(opened)


@pages.get("/thu-tuc/<code>/")
@public
def show(code: str) -> Response:
    """One procedure; another way of writing its code leads to the one address it has."""
    read = codes.read(code)
    if read is None:
        raise Missing(_("Không có thủ tục nào mang mã này."))
    if read.national != code:
        return redirect(link(f"/thu-tuc/{read.national}/"), 301)
    found = standing.stands(code)
    if found is None:
        raise Missing(_("Không có thủ tục nào mang mã này."))
    desk = first_desk.shown()
    around = repr(desk), tuple(journeys.containing(code))

    def values() -> dict[str, Any]:
        facts = standing.facts_of(found)
        is_draft = facts.is_rich and not found.is_approved
        return {"is_draft": is_draft, "offices": desk if facts.desk == "one_stop" else [], **told(facts)}

    return web.same_page("procedures/show.html", (found, around), values)


def told(facts: forms.ProcedureFacts) -> dict[str, Any]:
    """What every page about one procedure says of its facts."""
    return {
        "facts": facts,
        "cases": messages.cases(facts, said),
        "papers": documents.listed(facts, said),
        "own_forms": documents.own_forms(facts),
        "elsewhere": messages.ELSEWHERE.get(facts.desk),
        "official_url": messages.official_url(facts, settings.get().national_portal),
        "journeys": journeys.containing(facts.code),
        "messages": messages,
    }


def _page_number() -> int:
    told = request.args.get("trang", "1")
    return min(max(int(told), 1), 500) if told.isascii() and told.isdigit() and len(told) < 7 else 1
