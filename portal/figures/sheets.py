"""The figures as lines of one table: for spreadsheets, for other systems, for open data."""

from collections.abc import Iterator

from portal.figures.report import Report

Line = tuple[str, str, float | int | None, str]


def rows(found: Report) -> Iterator[Line]:
    """Group, name, value (None: not known), unit; names are stable, so that months can be joined."""
    for group, name, value, unit in _told(found):
        # Sums come out of the database as decimals, which JSON has no number for.
        yield (
            group,
            name,
            None if value is None else int(value) if value == int(value) else float(value),
            unit,
        )


def _told(found: Report) -> Iterator[Line]:
    yield from _messages(found)
    yield from _savings(found)
    for row in found.overdue:
        place = "/".join(part for part in (found.office(row.office_id), str(row.status), row.step) if part)
        yield "overdue", place, row.n, "dossier"
    yield from (("apology", month, n, "apology") for month, n in found.apologies.items())
    for name in ("received", "answered", "in_term", "solved", "unconfirmed", "reopened"):
        yield "feedback", name, getattr(found.heard, name), "case"
    yield "feedback", "median_hours", found.heard.median_hours, "hour"
    yield "satisfaction", "n", found.rated.n, "rating"
    yield "satisfaction", "asked", found.rated.asked, "dossier"
    yield "satisfaction", "content", found.rated.content, "percent"
    for day in found.followers:
        yield "followers", f"{day.day.isoformat()}/following", day.following, "person"
        yield "followers", f"{day.day.isoformat()}/gained", day.gained, "person"
        yield "followers", f"{day.day.isoformat()}/lost", day.lost, "person"
    yield from (("visit", f"{door}/{sort}", n, "view") for (door, sort), n in found.visits.items())
    yield "search", "asked", found.searches.asked, "search"
    yield "search", "in_vain", found.searches.in_vain, "search"


def _messages(found: Report) -> Iterator[Line]:
    for kind in found.kinds:
        yield "message", f"{kind.kind}/all", kind.n, "message"
        yield "message", f"{kind.kind}/sent", kind.sent, "message"
        yield "message", f"{kind.kind}/within_10s", kind.promptness, "percent"
    yield from (("outcome", state, n, "message") for state, n in sorted(found.outcomes.items()))


def _savings(found: Report) -> Iterator[Line]:
    for month, one in found.by_month.items():
        yield "savings", f"{month}/replaced", one.replaced, "message"
        yield "savings", f"{month}/sms_spared", one.spared, "dong"
        yield "savings", f"{month}/fees", one.cost, "dong"
        yield "savings", f"{month}/saved", one.saved, "dong"
    for office_id, one in found.by_office.items():
        yield "savings", f"{found.office(office_id) or '-'}/saved", one.saved, "dong"
