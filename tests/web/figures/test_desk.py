"""Leaders read figures in a browser and as a file; nobody sees another office's."""

import datetime as dt

from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.figures.models import ClosedDay, MessageDay
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_office, make_staff
from tests.page import Page

AT = "/desk/figures/"


def test_the_page_and_the_file_tell_the_same(ctx: Flask) -> None:
    day, office = clock.today().replace(day=1) - dt.timedelta(days=10), make_office(name="Trung tâm A")
    counts = {"n": 4694, "awake": 4694, "quick": 4600, "cost": 0, "replaced": 4694, "sms_dong": 350}
    with transaction() as session:
        session.add(ClosedDay(day=day, closed_at=clock.now()))
        names = {"kind": "dossier_accepted", "channel": "zalo_cs", "state": "sent"}
        session.add(MessageDay(day=day, office_id=office, **names, **counts))
    client = Browser(ctx, use_cookies=True)
    sign_in(client, make_staff(Role.LEADER))
    at = {"tu": day.replace(day=1).isoformat(), "den": day.isoformat()}
    said = Page(client.get(AT, query_string=at)).text("main")
    assert "1.642.900 đ" in said
    assert "Trung tâm A" in said
    file = client.post(f"{AT}so-lieu.csv", data={"csrf_token": form_token(client, AT), **at})
    assert f"savings,{day:%Y-%m}/saved,1642900,dong" in file.text
    assert "message,dossier_accepted/within_10s,98,percent" in file.text
    assert db.session.scalar(select(AuditRow.act).where(AuditRow.act == "report.figures")) is not None


def test_a_time_that_is_none_is_told_and_another_office_is_not_there(ctx: Flask) -> None:
    mine, other = make_office(), make_office()
    client = Browser(ctx, use_cookies=True)
    sign_in(client, make_staff(Role.LEADER, office_id=mine))
    for asked in ({"tu": "hôm qua"}, {"tu": "2026-02-01", "den": "2026-01-01"}):
        answer = client.get(AT, query_string=asked)
        assert Page(answer, status=422).all("[role=alert]")
    for office in (str(other), "x"):
        assert client.get(AT, query_string={"co-quan": office}).status_code == 404
    assert client.get(AT, query_string={"co-quan": str(mine)}).status_code == 200
