"""A citizen who writes to the Official Account and reads the answer, without a wire."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.chat import jobs, operations
from portal.chat.models import InboxEvent
from portal.citizens import queries as citizens
from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.notifications import messages as sent
from portal.notifications.messages import Button
from portal.notifications.models import Intent, Lane
from tests.zalo_events import OA, USER, mac_of, numbers, raw_of, said

CODE = "H44.12-260902-0975"
NUMBER = "0912345678"


@dataclass(frozen=True)
class Answer:
    """What a citizen reads."""

    kind: str
    text: str
    buttons: tuple[Button, ...]

    @property
    def payloads(self) -> list[str]:
        """What the buttons would say."""
        return [button.payload for button in self.buttons if button.kind == "query"]

    @property
    def links(self) -> list[str]:
        """What the buttons would open."""
        return [button.payload for button in self.buttons if button.kind == "url"]


Tell = Callable[[dict[str, Any]], Answer | None]


@pytest.fixture
def tell(ctx: Flask) -> Tell:
    """Send an event; its answer, or None when it has none."""

    def send(body: dict[str, Any]) -> Answer | None:
        raw = raw_of(body)
        operations.receive(raw, mac_of(raw, str(body["timestamp"])))
        jobs.drain()
        return answer_to(raw)

    return send


@pytest.fixture
def write(tell: Tell) -> Callable[..., Answer]:
    """Write a text; there must be an answer."""

    def send(text: str, user_id: str = USER) -> Answer:
        answer = tell(said(text, user_id))
        assert answer is not None
        return answer

    return send


def answer_to(raw: bytes) -> Answer | None:
    """The one message owed for an event."""
    rows = {bytes(row.raw): row for row in db.session.scalars(select(InboxEvent))}
    event = rows[raw]
    assert event.done_at is not None, "left open"
    intents = list(db.session.scalars(select(Intent).filter_by(subject_id=event.id)))
    assert len(intents) <= 1
    if not intents:
        return None
    owed = intents[0]
    assert (owed.lane, owed.consent_needed, owed.subject_kind) == (Lane.REPLY, None, "inbox_event")
    return Answer(owed.kind, owed.params.get("text", ""), sent.buttons_of(owed.params))


def citizen(user_id: str = USER) -> uuid.UUID:
    """Who that Zalo id is to us."""
    known = citizens.by_zalo(OA, user_id)
    assert known is not None
    return known.citizen_id


@pytest.fixture
def push(ctx: Flask) -> Callable[..., None]:
    """The one-stop system tells a dossier."""

    def send(code: str = CODE, status: int = 4, **fields: Any) -> None:
        record = {
            "MaHoSo": code,
            "TrangThaiHoSo": str(status),
            "ThoiDiem": f"{clock.local(clock.now()):%Y%m%d%H%M%S}",
            "TenTTHC": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            "TenLinhVuc": "Hoạt động xây dựng",
            "ChuHoSo": "Nguyễn Văn An",
            "SoDienThoai": NUMBER,
            "NgayTiepNhan": "20260902080000",
            "NgayHenTra": "20260930170000",
            **fields,
        }
        (result,) = dossiers.record_changes("demo", f"push-{next(numbers)}", [record])
        assert result.outcome == "applied", result

    return send
