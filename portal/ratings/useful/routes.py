"""Was this page useful? The tap on every page, and what was wrong with it."""

from flask import Response, request

from portal.core import limits, signed
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.guard import csrf
from portal.core.web import Pages, browser, client_address, page
from portal.ratings.useful import operations
from portal.ratings.useful.addresses import page_of
from portal.ratings.useful.forms import WhyForm

pages = Pages("useful", __name__)
PURPOSE = "page-vote"
HOUR = 3600


@pages.post("/huu-ich/")
@public
def tap() -> Response:
    """Count the tap; who says no is asked why. Pages are kept for everybody, so their form has no token."""
    where = page_of(request.form.get("trang", ""))
    told = request.form.get("co")
    if where is None or told not in {"0", "1"}:
        raise Missing("no such page")
    limits.allow(limits.key("useful", browser()), 60, HOUR)
    limits.allow(limits.key("useful", client_address()), 1200, HOUR)
    vote_id = operations.tap(where, browser(), is_useful=told == "1")
    if told == "1":
        return _shown(thanks=True, where=where)
    return _shown(form=WhyForm(data={"phieu": signed.make(PURPOSE, vote_id)}), where=where)


@pages.post("/huu-ich/vi-sao/")
@public
def why() -> Response:
    """What was wrong, beside its tap."""
    typed = WhyForm(request.form)
    ticket = signed.read(PURPOSE, typed.phieu.data or "")
    if ticket is None:
        raise Missing("no such tap")
    limits.allow(limits.key("useful-why", browser()), 30, HOUR)
    if not typed.validate():
        return _shown(form=typed, status=422)
    operations.explain(ticket[0], typed.reason.data, typed.words.data)
    return _shown(thanks=True)


# One tap more or less is all a forged request could do, and its Origin is looked at all the same.
csrf.exempt(tap)
csrf.exempt(why)


def _shown(
    *, form: WhyForm | None = None, thanks: bool = False, where: str | None = None, status: int = 200
) -> Response:
    return page(
        "ratings/useful.html",
        fragment="ratings/_useful.html",
        personal=True,
        status=status,
        why=form,
        thanks=thanks,
        where=where if where and "<" not in where else None,
    )
