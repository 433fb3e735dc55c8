"""Hotlines and guides: loaded once, then left to staff."""

from flask import Flask
from sqlalchemy import delete

from portal.core.db import db
from portal.support import operations, queries
from portal.support.models import Hotline


def test_the_basics_come_once_and_leave_alone_what_staff_changed(ctx: Flask) -> None:
    operations.load_basics()
    numbers = [line.number for line in queries.hotlines()]
    assert numbers[:4] == ["113", "114", "115", "111"]
    assert len(queries.guides()) == 4
    db.session.execute(delete(Hotline).where(Hotline.number == "111"))
    operations.put_guide(slug="tra-cuu-ho-so", title="Cách khác", steps=["Một bước"], place=2)
    operations.load_basics()
    assert "111" not in [line.number for line in queries.hotlines()]
    assert "Cách khác" in [guide.title for guide in queries.guides()]
    assert len(queries.guides()) == 4


def test_emergencies_stand_first(ctx: Flask) -> None:
    operations.add_hotline(topic="Hỏi đáp", number="1022", unit="Tổng đài", hours="24/24", place=1)
    operations.add_hotline(topic="Cháy", number="114", unit="PCCC", hours="24/24", is_emergency=True, place=9)
    assert [line.number for line in queries.hotlines()] == ["114", "1022"]
