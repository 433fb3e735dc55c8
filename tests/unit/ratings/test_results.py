"""What a table of results may say, and to whom."""

import datetime as dt
import uuid

from flask import Flask
from sqlalchemy import select, update

from portal.chat import rated
from portal.core import clock
from portal.core.db import db
from portal.dossiers import rating_links
from portal.dossiers.models import Dossier
from portal.feedback import operations as feedback
from portal.feedback.cases import telling
from portal.feedback.models import Feedback, Kind, Status
from portal.notifications.models import Intent, State
from portal.ratings import lines, operations, results
from portal.ratings.lines import By, Line, Scope
from portal.ratings.models import About, Rating, Subject, Via
from tests.factories import make_dossier, make_office, make_person

WIDE = Scope(dt.date(2026, 1, 1), dt.date(2100, 1, 1))


def test_rows_under_five_and_what_would_give_them_away_are_not_told() -> None:
    shown, thin, thinner = Line("a", scores={5: 6, 1: 2}), Line("b", scores={5: 4}), Line("c", scores={1: 1})
    assert lines.public([shown, thin]) == ([shown], None), "the whole less the row is the hidden one"
    told, whole = lines.public([shown, thin, thinner])
    assert told == [shown]
    assert whole is not None
    assert whole.n == 13
    assert lines.public([thin]) == ([], None)


def test_a_figure_stands_beside_those_asked_and_the_cases() -> None:
    line = Line("a", scores={5: 3, 4: 1, 3: 1, 1: 1}, asked=60, cases=100)
    assert (line.n, line.content, line.mean, line.spoke) == (6, 67, 3.8, 10)
    assert (line.never_asked, line.is_thin) == (40, True)
    assert Line("b").content is None


def test_results_are_cut_by_office_procedure_and_month(ctx: Flask) -> None:
    office = make_office(name="UBND phường Long An")
    make_person("0912345678", agreed=True)
    told = {"TrangThaiHoSo": "10", "ThoiDiem": "20260706080000"}
    made = [make_dossier(**told, **over) for over in ({}, {}, {"SoDienThoai": "0999999999"})]
    db.session.execute(update(Dossier).values(office_id=office))
    db.session.execute(update(Intent).values(state=State.SENT))
    db.session.commit()
    first = db.session.get_one(Dossier, made[0].id)
    operations.rate(Subject(About.DOSSIER, first.id, office, first.procedure_code), 4, Via.LINK)
    operations.rate(Subject(About.VISIT, uuid.uuid4(), office), 1, Via.COUNTER)
    (line,) = results.lines(WIDE, By.OFFICE)
    assert (line.name, line.n, line.asked, line.cases) == ("UBND phường Long An", 1, 2, 3)
    (line,) = results.lines(WIDE, By.PROCEDURE)
    assert (line.key, line.scores) == ("1.001193", {4: 1})
    months = {line.name: (line.n, line.cases) for line in results.lines(WIDE, By.MONTH)}
    assert months["07/2026"] == (0, 3)
    assert results.lines(Scope(WIDE.first, WIDE.before, offices=frozenset({uuid.uuid4()})), By.OFFICE) == []
    (visit,) = results.lines(Scope(WIDE.first, WIDE.before, About.VISIT), By.OFFICE)
    assert (visit.n, visit.cases) == (1, None)
    by, linked = uuid.uuid4(), make_person("0912345679")
    for citizen in (linked, None):
        told_ = feedback.Told(uuid.uuid4(), Kind.QUESTION, "Hỏi", citizen_id=citizen)
        row = db.session.scalars(select(Feedback).filter_by(code=feedback.receive(told_))).one()
        row.office_id = office
        row.answered_at = clock.now() - dt.timedelta(seconds=1)
        row.status = Status.PENDING_PUBLICATION
        telling.owe(row, 2, "Trả lời")
    db.session.execute(update(Intent).values(state=State.SENT))
    db.session.commit()
    operations.rate(Subject(About.ANSWER, by, office), 5, Via.CHAT)
    (answer,) = results.lines(Scope(WIDE.first, WIDE.before, About.ANSWER), By.OFFICE)
    assert (answer.n, answer.asked, answer.cases, answer.never_asked) == (1, 1, 2, 1)


def test_a_tap_in_the_chat_is_a_rating_and_stars_never_undo_it(ctx: Flask) -> None:
    dossier = make_dossier(TrangThaiHoSo="10", ThoiDiem=f"{clock.local(clock.now()):%Y%m%d%H%M%S}")
    token = rating_links.token(dossier.id)
    subject = Subject(About.DOSSIER, dossier.id, None)
    operations.rate_by_stars(subject, 1)
    assert db.session.scalars(select(Rating.label)).one() == "1 sao"
    reply = rated.tapped(f"{token} 5")
    assert "Rất hài lòng" in reply.text
    assert reply.buttons[0].payload.startswith("http")
    for bad in (f"{token} 6", f"{token} ²", token, f"{token}x 5", "", "5"):
        assert "không ghi được" in rated.tapped(bad).text, bad
    assert operations.rate_by_stars(subject, 1) is None
    row = db.session.scalars(select(Rating)).one()
    assert (row.score, row.scale_id, row.rated_at <= clock.now()) == (5, "five-1", True)
