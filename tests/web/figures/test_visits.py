"""Pages are counted by door and sort, of nobody; pieces, robots, errors and the desk are not."""

from flask import Flask
from sqlalchemy import select, text

from portal.core import clock
from portal.core.db import db
from portal.figures import sheets, visits
from portal.figures.models import VisitDay
from portal.figures.period import Period
from portal.figures.report import read

IN_ZALO = {"User-Agent": "Mozilla/5.0 (Linux; Android 12) Zalo android/12100700"}


def test_pages_are_counted_by_door_and_sort(ctx: Flask) -> None:
    client = ctx.test_client()
    visits.tally.take()
    for path, headers in (
        ("/", {}), ("/", IN_ZALO), ("/thu-tuc/", IN_ZALO), ("/m/ho-tro/", {}),
        ("/thu-tuc/", {"HX-Request": "true"}), ("/m/thu-tuc/", {"Accept": "text/html;piece=1"}),
        ("/", {"User-Agent": "Googlebot/2.1"}), ("/thu-tuc/khong-co/", {}), ("/desk/sign-in", {}),
        ("/healthz", {}),
    ):  # fmt: skip
        client.get(path, headers=headers)
    client.head("/")
    assert visits.write() == 4
    client.get("/", headers=IN_ZALO)
    assert (visits.write(), visits.write()) == (1, 0)
    today = clock.today()
    found = read(Period(today, today))
    assert found.visits == {
        ("zalo", "home"): 2, ("zalo", "procedures"): 1, ("web", "home"): 1, ("mini", "support"): 1
    }  # fmt: skip
    assert ("visit", "zalo/home", 2, "view") in list(sheets.rows(found))


def test_looks_wait_while_the_database_is_away(ctx: Flask) -> None:
    visits.tally.take()
    visits.tally.add(("web", "home"), 3)
    db.session.execute(text("ALTER TABLE visit_day RENAME TO visit_away"))
    db.session.commit()
    try:
        assert visits.write() == 0
    finally:
        db.session.execute(text("ALTER TABLE visit_away RENAME TO visit_day"))
        db.session.commit()
    assert visits.write() == 3
    assert db.session.scalar(select(VisitDay.n)) == 3
