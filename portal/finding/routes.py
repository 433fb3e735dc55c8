"""The page of the joint search."""

from flask import request
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.web import Pages, asked_there, is_fragment, page
from portal.finding import joint
from portal.procedures.asked.counting import count

pages = Pages("finding", __name__)
LONGEST_SHOWN = 400
NAMES = {source.name for source in joint.SOURCES}


@pages.get("/tim-kiem/")
@public
def index() -> Response:
    """The box; with a question what every source found, or the whole list of the one that `nhom` names."""
    typed = request.args.get("q", "").replace("\0", "")
    only = request.args.get("nhom")
    only = only if only in NAMES else None
    answer = joint.ask(typed, only)
    if typed.strip() and only is None:
        count(typed, answer.total)
    return page(
        "finding/search.html",
        fragment="finding/_found.html",
        typed=typed[:LONGEST_SHOWN],
        answer=answer,
        only=only,
        oob=is_fragment(),
    )


@pages.get("/tim-kiem/goi-y")
@public
def suggest() -> Response:
    """A few things of every sort for what has been typed so far; none once its answer is shown."""
    typed = request.args.get("q", "")[:LONGEST_SHOWN].replace("\0", "")
    things = () if typed == asked_there("q") else joint.suggest(typed)
    return page("finding/suggest.html", fragment="finding/_suggested.html", things=things, typed=typed)
