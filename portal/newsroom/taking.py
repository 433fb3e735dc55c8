"""What was typed about an item, turned into a draft: names of communes and codes of procedures looked up."""

import uuid
from typing import Any

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core.errors import Missing
from portal.core.search import fold
from portal.news.models import Category, Kind
from portal.newsroom import access, attaching, forms, queries
from portal.newsroom.attaching_forms import PapersForm
from portal.newsroom.models import Item, Revision
from portal.newsroom.operations import Draft
from portal.places import queries as places
from portal.places import weeks
from portal.procedures import codes
from portal.procedures import queries as procedures


def form_of(told: Revision) -> forms.TextForm:
    """The form, filled with a revision."""
    details = dict(told.details)
    names = details.get("procedures", {})
    data: dict[str, Any] = {
        **{name: getattr(told, name) for name in ("title", "summary", "body", "is_pinned", "slug")},
        "category": told.category.value,
        "alert_level": told.alert_level or "",
        "topics": ", ".join(told.topics),
        "communes": ", ".join(details.get("communes", [])),
        "procedures": ", ".join(names or told.procedures),
        **{name: details.get(name) for name in ("number", "signer", "place", "address", "phone", "hours")},
        **forms.dates(details),
    }
    form = forms.TextForm(data=data)
    form.hold(attaching.chosen(details))
    return form


def draft(form: forms.TextForm, item: Item) -> Draft | None:
    """The checked draft, or None with complaints in the form."""
    fits = form.fits(item.kind) and _hours_fit(form, item.kind)
    communes = _communes(form)
    papers = _procedures(form)
    if not (_attached(form, item, details := form.details(item.kind)) and fits):
        return None
    if communes is None or papers is None:
        return None
    if communes:
        details["communes"] = [name for _, name in communes]
    if papers:
        details["procedures"] = papers
    is_alert = item.kind is Kind.ALERT
    return Draft(
        title=form.title.data or "",
        summary=form.summary.data or "",
        body=form.body.data or "",
        category=Category.WARNING if is_alert else Category(form.category.data or Category.NEWS),
        topics=forms.named(form.topics.data),
        communes=[code for code, _ in communes],
        procedures=list(papers),
        is_pinned=bool(form.is_pinned.data) and item.kind not in forms.UNSHELVED,
        alert_level=(form.alert_level.data or "warning") if is_alert else None,
        details=details,
        slug=form.wanted_slug(),
    )


def _attached(form: forms.TextForm, item: Item, details: dict[str, Any]) -> bool:
    """Put what is told of the chosen papers into the details; False, with a complaint, when one is gone."""
    before = queries.revision(item.id, item.head).details
    try:
        found = attaching.told(form.chosen(), access.offices(), before)
    except Missing:
        form.paper.errors = [_("Văn bản này không còn, hoặc đơn vị bạn không dùng được. Xin chọn lại.")]
        return False
    if found:
        details["papers"] = found
    return True


def papers_of(form: PapersForm, item: Item, act: str = "") -> dict[str, Any]:
    """What the page shows of the papers: the chosen ones after `act`, and a list with more to choose from."""
    mine, before = access.offices(), queries.revision(item.id, item.head).details
    now = form.chosen(act)
    form.hold(now)
    more = attaching.offered(mine, form.words.data or "", now)
    form.more.choices = [SelectChoice("", _("Chọn văn bản")), *(SelectChoice(*row) for row in more)]
    rows, is_full = attaching.shown(now, mine, before), len(now.ids) >= attaching.MOST
    return {"papers": rows, "is_full": is_full, "found": len(more), "act_done": act.partition(":")[0]}


def _hours_fit(form: forms.TextForm, kind: Kind) -> bool:
    """A centre's hours must be read, so that its page can say whether it is open now."""
    if kind is not Kind.CENTRE or weeks.read(form.hours.data or "") is not None:
        return True
    example = "thứ Hai đến thứ Sáu 7:30-11:30, 13:30-17:00; thứ Bảy 7:30-11:30"
    form.hours.errors = [_("Xin ghi ngày rồi giờ, ví dụ: %(hours)s", hours=example)]
    return False


def _communes(form: forms.TextForm) -> list[tuple[str, str]] | None:
    wanted = forms.named(form.communes.data)
    if not wanted:
        return []
    known = {name: unit for unit in places.communes() for name in (unit.folded, places.bare(unit.name))}
    strange = [name for name in wanted if fold(name) not in known]
    if strange:
        form.communes.errors = [_("Không có xã, phường này: %(names)s", names=", ".join(strange))]
        return None
    found = {known[fold(name)].code: known[fold(name)].name for name in wanted}
    return list(found.items())


def _procedures(form: forms.TextForm) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for said in forms.named(form.procedures.data):
        read = codes.read(said)
        known = procedures.in_force(read.national) if read else None
        if known is None:
            form.procedures.errors = [_("Không có thủ tục này: %(code)s", code=said)]
            return None
        found[known.facts.code] = known.facts.name
    return found


def office(form: forms.NewForm) -> uuid.UUID | None:
    """The office that was chosen; None is the province."""
    try:
        return uuid.UUID(form.office.data or "")
    except ValueError:
        return None
