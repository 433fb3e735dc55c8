"""Where a service is rated: by a message's link, a tracking code, a counter's QR; and what came of it."""

import datetime as dt
import uuid

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, limits
from portal.core.access import public
from portal.core.errors import Conflict, Missing
from portal.core.guard import csrf
from portal.core.web import Pages, browser, client_address, is_mini, leave, page
from portal.dossiers.forms.lookup import LookupForm
from portal.ratings import forms, lines, messages, operations, queries, results, subjects
from portal.ratings.lines import By, Line, Scope
from portal.ratings.models import About, Via
from portal.ratings.subjects import Asked

pages = Pages("ratings", __name__)
HOUR = 3600


@pages.get("/danh-gia/")
@public
def index() -> Response:
    """What can be rated, and how one comes to it; a dossier is proven on its own page, by its own guards."""
    return page("ratings/index.html", form=LookupForm())


@pages.route("/danh-gia/h/<token>/", methods=["GET", "POST"])
@public
def dossier(token: str) -> AnyResponse:
    """The rating of one dossier, by the link of its message or of its own page."""
    return _answered(subjects.of_link(token), Via.LINK)


@pages.route("/danh-gia/phan-anh/<code>/", methods=["GET", "POST"])
@public
def answer(code: str) -> AnyResponse:
    """The rating of an answer, by the tracking code of what was answered."""
    limits.allow(limits.key("feedback-follow", client_address()), 120, 60)
    return _answered(subjects.of_answer(code), Via.FOLLOW)


@pages.get("/danh-gia/quay/<token>/")
@public
def counter(token: str) -> AnyResponse:
    """The QR of a counter was scanned: a visit of its own begins, which counts once."""
    office_id = subjects.of_desk(token)
    if office_id is None:
        return _gone()
    limits.allow(limits.key("rating-visit", browser()), 6, HOUR)
    limits.allow(limits.key("rating-visit", client_address()), 120, HOUR)
    return leave(f"/danh-gia/luot/{subjects.visit_token(uuid.uuid4(), office_id)}/")


@pages.route("/danh-gia/luot/<token>/", methods=["GET", "POST"])
@public
def visit(token: str) -> AnyResponse:
    """The rating of one visit at a counter."""
    return _answered(subjects.of_visit(token), Via.COUNTER)


# Whoever holds the address may rate: a forged request could add nothing, and a lost cookie loses nothing.
for _view in (dossier, answer, visit):
    csrf.exempt(_view)


def _answered(asked: Asked | None, via: Via) -> AnyResponse:
    if asked is None:
        return _gone()
    if request.method != "POST" or asked.subject is None:
        return _shown(asked)
    limits.allow(limits.key("rating", browser()), 60, HOUR)
    try:
        return _tapped(asked, via) if "score" in request.form else _described(asked)
    except Conflict:
        return _shown(asked, status=409, late=True)
    except Missing:
        return _shown(asked)


def _tapped(asked: Asked, via: Via) -> AnyResponse:
    tap = forms.TapForm(request.form)
    if not tap.validate() or asked.subject is None:
        return _shown(asked, status=422)
    operations.rate(asked.subject, tap.score.data or 0, via)
    return _after(asked)


def _described(asked: Asked) -> AnyResponse:
    typed = forms.DetailsForm(request.form)
    if not typed.validate() or asked.subject is None:
        return _shown(asked, typed, status=422)
    operations.describe(asked.subject, typed.criteria(), typed.comment.data)
    return _after(asked, is_whole=True)


def _after(asked: Asked, *, is_whole: bool = False) -> AnyResponse:
    """The same address again, so that going back or loading anew sends nothing."""
    if is_mini():
        return _shown(asked, is_whole=is_whole)
    return leave(request.path + ("?xong=1" if is_whole else ""))


def _shown(
    asked: Asked,
    typed: forms.DetailsForm | None = None,
    *,
    status: int = 200,
    late: bool = False,
    is_whole: bool = False,
) -> Response:
    given = queries.given(asked.subject) if asked.subject else None
    if typed is None and given:
        told = {name: str(score) for name, score in given.criteria.items()}
        typed = forms.DetailsForm(data={**told, "comment": given.comment})
    return page(
        "ratings/rate.html",
        personal=True,
        status=status,
        asked=asked,
        given=given,
        form=typed,
        steps=messages.STEPS,
        late=messages.LATE if late else None,
        is_whole=is_whole or request.args.get("xong") == "1",
    )


def _gone() -> Response:
    title = _("Đường dẫn đánh giá này không dùng được nữa")
    return page("ratings/gone.html", personal=True, status=404, title=title)


@pages.get("/danh-gia/ket-qua/")
@public
def public_results() -> Response:
    """The last twelve months by office and by procedure; nothing under five."""
    before = clock.today() + dt.timedelta(days=1)
    first = before.replace(year=before.year - 1, day=min(before.day, 28))
    tables = [_table(title, Scope(first, before, about), by) for title, about, by in _tables()]
    return page("ratings/results.html", tables=tables, first=first, last=clock.today(), least=lines.LEAST)


def _tables() -> tuple[tuple[str, About, By], ...]:
    return (
        (_("Giải quyết hồ sơ, theo cơ quan"), About.DOSSIER, By.OFFICE),
        (_("Giải quyết hồ sơ, theo thủ tục"), About.DOSSIER, By.PROCEDURE),
        (_("Phục vụ tại quầy, theo cơ quan"), About.VISIT, By.OFFICE),
        (_("Trả lời phản ánh, theo cơ quan"), About.ANSWER, By.OFFICE),
    )


def _table(title: str, scope: Scope, by: By) -> tuple[str, str, list[Line], Line | None]:
    rows, whole = lines.public(results.lines(scope, by))
    return title, _basis(scope.about), rows, whole


def _basis(about: About) -> str:
    """What stands beside every figure: nobody knows how many came to a counter."""
    told = {
        About.DOSSIER: _("Đánh giá / được mời / hồ sơ"),
        About.ANSWER: _("Đánh giá / được mời / phản ánh"),
        About.VISIT: _("Lượt đánh giá"),
    }
    return str(told[about])
