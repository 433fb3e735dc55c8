"""A message of the chat becomes a case: with its photos and place, and each leads to the other."""

import re
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select, update

from portal.chat.models import InboxEvent
from portal.citizens.models import Citizen
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.feedback.errands import jobs
from portal.feedback.errands.models import PhotoErrand
from portal.feedback.models import Feedback, FeedbackPhoto
from portal.inbox.models import InboxDeed
from portal.notifications.models import Intent
from portal.staff.models import Role
from tests.talks import ask
from tests.web.inbox.test_desk import LIST, Officer
from tests.zalo_events import USER, event, raw_of


def photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), "gray").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of Zalo's pictures, as a test home's zalosim serves them: /lamp.jpg is one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            raw = photo() if self.path == "/lamp.jpg" else b"<svg/>"
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    chosen = settings.get().model_copy(update={"zalo_openapi_base": base})
    monkeypatch.setattr(settings, "get", lambda: chosen)
    yield base
    server.shutdown()
    server.server_close()


def sent(kind: str, payload: dict[str, object], *, seconds: float = 0) -> None:
    """What else the citizen sent, so many seconds before."""
    at = clock.now()
    body = event(f"user_send_{kind}", USER, message={"attachments": [{"type": kind, "payload": payload}]})
    row = InboxEvent(id=uuid.uuid4(), event_key=uuid.uuid4().hex, oa_id=settings.get().zalo_oa_id)
    row.name, row.user_id, row.raw = f"user_send_{kind}", USER, raw_of(body)
    row.event_at = row.received_at = row.due_at = row.done_at = at
    with transaction() as session:
        session.add(row)


def test_a_message_becomes_a_case_once_with_its_photos_place_and_writer(ctx: Flask, shelf: str) -> None:
    for name in ("lamp", "lamp", "strange"):
        sent("image", {"url": f"{shelf}/{name}.jpg", "thumbnail": f"{shelf}/x.jpg"})
    sent("location", {"coordinates": {"latitude": "10.536271", "longitude": "106.404182"}})
    item_id = ask("Đèn đường trước nhà tôi hỏng")
    officer, at = Officer(ctx), f"{LIST}{item_id}/"
    to = re.findall(rf'action="({at}tin/[0-9a-f-]+/phan-anh)"', officer.get(at).text)[0]
    for _ in range(2):
        assert officer.post(to).status_code == 303
    case = db.session.scalars(select(Feedback)).one()
    assert (case.text, case.kind) == ("Đèn đường trước nhà tôi hỏng", "field_report")
    assert (case.latitude, case.longitude) == (10.536, 106.404), "about a hundred metres"
    assert case.citizen_id == db.session.scalars(select(Citizen.id)).one()
    case_id, code = case.id, f"{case.code[:4]}-{case.code[4:8]}-{case.code[8:]}"
    assert db.session.scalar(select(func.count()).select_from(PhotoErrand)) == 2
    assert (jobs.work(), jobs.work()) == (2, 0)
    assert len(db.session.scalars(select(FeedbackPhoto).filter_by(feedback_id=case_id)).all()) == 1
    errands = db.session.execute(select(PhotoErrand.outcome, PhotoErrand.address)).all()
    assert sorted(map(tuple, errands)) == [("kept", None), ("kind", None)]
    notes = [one.note for one in db.session.scalars(select(InboxDeed)) if one.note]
    assert any("không lấy về được" in note for note in notes)
    told = [row.params["text"] for row in db.session.scalars(select(Intent).filter_by(kind="desk_reply"))]
    assert len(told) == 1
    assert code in str(told[0])
    page = officer.get(at).text
    assert f"/desk/phan-anh/{case_id}/" in page
    assert to not in page, "it is a case already"
    assert officer.post(f"{at}tin/{uuid.uuid4()}/phan-anh").status_code == 404
    triage, back = Officer(ctx, Role.SUPPORT), f"/desk/phan-anh/{case_id}/cuoc-trao-doi/"
    assert triage.post(f"/desk/phan-anh/{case_id}/lam", move="take").status_code == 303
    step = db.session.scalars(select(Intent).filter_by(kind="feedback_step")).one()
    assert code in str(step.params), "its writer hears of each step"
    assert officer.get(back).status_code == 403, "who it is concerns triage alone"
    assert triage.get(back).headers["Location"].endswith(at)


def test_a_photo_that_is_away_is_asked_for_again_and_a_barred_one_never(ctx: Flask) -> None:
    sent("image", {"url": "https://169.254.1.1/x.jpg"})
    officer, at = Officer(ctx), f"{LIST}{ask('Rác đổ trộm')}/"
    to = re.findall(rf'action="({at}tin/[0-9a-f-]+/phan-anh)"', officer.get(at).text)[0]
    officer.post(to, kind="question")
    assert jobs.work() == 1
    assert db.session.scalars(select(PhotoErrand.outcome)).one() == "barred"
    for tries in range(4):
        with transaction() as session:
            values = {
                "closed_at": None,
                "address": "http://127.0.0.1:9/x",
                "due_at": clock.now(),
                "tries": tries,
            }
            session.execute(update(PhotoErrand).values(**values, origin="open311"))
        assert jobs.work() == (1 if tries == 3 else 0)
    assert db.session.scalars(select(PhotoErrand.outcome)).one() == "away"
