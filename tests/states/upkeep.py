"""Upkeep of the catalogue: nothing yet, a file at every step, changes word by word, tasks, two versions."""

import csv
import io
from typing import Any

from sqlalchemy import update

from portal.core.db import transaction
from portal.procedures.journeys import operations as journeys
from portal.procedures.journeys.operations import Editor, StepFacts
from portal.procedures.upkeep import importing, jobs
from portal.procedures.upkeep.models import CatalogueImport, ImportState
from portal.staff.models import Role
from tests.factories import make_procedure
from tests.states.stage import HX, ODD, Answer, Play, Stage

play = Play("upkeep")
AT = "/desk/danh-muc/"


def _handed_in(stage: Stage, *rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([("code", "name", "Quyết định công bố", "Thời hạn"), *rows])
    raw = out.getvalue().encode()
    form = {"csrf_token": stage.token(AT, Role.PUBLISHER), "file": (io.BytesIO(raw), ODD["no spaces"][:90])}
    answer = stage.staff(Role.PUBLISHER).post(AT, data=form)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


@play.state("no files and no tasks")
def none(stage: Stage) -> Answer:
    """Only the form."""
    return stage.staff(Role.PUBLISHER).get(AT)


@play.state("no file was chosen", 422)
def forgotten(stage: Stage) -> Answer:
    """The form comes back."""
    return stage.staff(Role.PUBLISHER).post(AT, data={"csrf_token": stage.token(AT, Role.PUBLISHER)})


@play.state("a file that waits")
def waiting(stage: Stage) -> Answer:
    """Asks again by itself."""
    code = make_procedure(name="Đăng ký khai sinh", decision_no="100/QĐ-BTP")
    by = Editor(None, may_publish=True)
    journeys.add_step(journeys.create(ODD["emoji"], "Cho ai.", by), StepFacts("Bước", code=code), by)
    told = (code, ODD["1,094 characters"], "163/QĐ-BTP", "3 ngày làm việc")
    stage.kept["file"] = _handed_in(stage, told, ("1.900001", "Mới"), ("zz", "Sai"))
    stage.kept["code"] = code
    return stage.staff(Role.PUBLISHER).get(stage.kept["file"])


@play.state("a file that waits, fragment")
def asked_again(stage: Stage) -> Answer:
    """What it asks for."""
    return stage.staff(Role.PUBLISHER).get(stage.kept["file"], headers=HX)


@play.state("a file that was compared")
def compared(stage: Stage) -> Answer:
    """Word by word."""
    jobs.work()
    return stage.staff(Role.PUBLISHER).get(stage.kept["file"])


@play.state("a file that was applied")
def applied(stage: Stage) -> Answer:
    """And what is left to be looked at on the list."""
    form = {"csrf_token": stage.token(AT, Role.PUBLISHER)}
    stage.staff(Role.PUBLISHER).post(f"{stage.kept['file']}ap-dung", data=form)
    jobs.work()
    return stage.staff(Role.PUBLISHER).get(stage.kept["file"])


@play.state("a file that is taken back")
def taken_back(stage: Stage) -> Answer:
    """While a worker is at it, and when it is done."""
    path = _handed_in(stage, ("1.999777", "Đăng ký tạm trú", "Cư trú"))
    jobs.work()
    for step in ("ap-dung", "hoan-tac"):
        form = {"csrf_token": stage.token(AT, Role.PUBLISHER)}
        stage.staff(Role.PUBLISHER).post(f"{path}{step}", data=form)
        waits = stage.staff(Role.PUBLISHER).get(path)
        jobs.work()
    stage.kept["taken back"] = path
    return waits


@play.state("a file that was taken back")
def was_taken_back(stage: Stage) -> Answer:
    """How much is as it was."""
    return stage.staff(Role.PUBLISHER).get(stage.kept["taken back"])


@play.state("files and tasks")
def listed(stage: Stage) -> Answer:
    """One of each."""
    with transaction() as session:
        odd = importing.hand_in(io.BytesIO(b"x"), ODD["right to left"], _somebody(stage))
        values = {"state": ImportState.FAILED, "problem": "json"}
        session.execute(update(CatalogueImport).where(CatalogueImport.id == odd).values(**values))
    return stage.staff(Role.PUBLISHER).get(AT)


def _somebody(stage: Stage) -> Any:
    with transaction() as session:
        return session.query(CatalogueImport.told_by).limit(1).scalar()


@play.state("two versions of a procedure")
def versions(stage: Stage) -> Answer:
    """What an officer compares later."""
    page = stage.staff(Role.PUBLISHER).get(f"/desk/procedures/{stage.kept['code']}/").get_data(as_text=True)
    link = page.partition("/so-sanh?")[2].partition('"')[0].replace("&amp;", "&")
    return stage.staff(Role.PUBLISHER).get(f"/desk/procedures/{stage.kept['code']}/so-sanh?{link}")
