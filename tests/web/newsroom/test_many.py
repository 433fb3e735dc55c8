"""Many items at once: what may be changed is, the rest is left; and back again within the hour."""

import datetime as dt
import uuid

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.newsroom import operations
from portal.newsroom.many import operations as many
from portal.newsroom.models import Bulk, State
from portal.staff.models import Role
from tests.factories import make_office
from tests.newsroom import draft, item, make_item, person, shown
from tests.page import Page
from tests.web.newsroom.test_desk import browser, send

MANY = "/desk/tin-bai/nhieu-bai/"


def test_many_items_are_changed_and_changed_back(
    app: Flask, ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, away = make_office(), make_office()
    live, begun, other, hidden = (
        make_item(State.PUBLISHED, title="Đang đăng", topics=["Y tế"], office_id=home),
        make_item(title="Bản nháp", office_id=home),
        make_item(State.PUBLISHED, title="Của nơi khác", office_id=away),
        make_item(title="Giấu kín", office_id=away, limited=True),
    )
    chief = browser(app, Role.PUBLISHER, office_id=home)
    author = browser(app, Role.AUTHOR, office_id=home)
    ticked = "&".join(f"bai={one}" for one in (live, begun, other, hidden))
    page = Page(chief.get(f"{MANY}?{ticked}"))
    assert page.all("ul.links a") == ["Bản nháp", "Của nơi khác", "Đang đăng"]
    assert not Page(author.get(f"{MANY}?{ticked}")).has("form[action$='/go/']")
    ids = [str(one) for one in (live, begun, other, hidden)]
    assert chief.get(f"{MANY}?bai={hidden}").status_code == 404

    def do(act: str, **told: str) -> str:
        answer = send(chief, f"{MANY}{act}/", f"{MANY}?{ticked}", bai=ids, **told)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    for act, wrong in (("go", {"reason": ""}), ("chu-de", {}), ("don-vi", {"office": "x"})):
        refused = send(chief, f"{MANY}{act}/", f"{MANY}?{ticked}", bai=ids, **wrong)
        assert (refused.status_code, Page(refused, status=422).has("details[open] .alert-danger")) == (
            422,
            True,
        )
    gone = do("go", reason="Nội dung đã cũ")
    assert (item(live).state, item(other).state) == (State.WITHDRAWN, State.PUBLISHED)
    assert author.get(gone).status_code == 404
    told = Page(chief.get(gone))
    assert told.all("ul.links a") == ["Đang đăng"]
    send(chief, f"{gone}hoan-tac", gone)
    found = shown(live)
    assert found
    assert (item(live).state, found.withdrawn_at) == (State.PUBLISHED, None)
    labelled = do("chu-de", more="Trẻ em; Y tế", less="Thuế")
    found = shown(live)
    assert found
    assert (found.topics, item(live).live, item(live).head) == (["Y tế", "Trẻ em"], 2, 2)
    asked = do("ngay-xem-lai", review_by=(clock.today() + dt.timedelta(days=9)).isoformat())
    operations.save(begun, 2, draft(title="Viết tiếp"), person())
    send(chief, f"{asked}hoan-tac", asked)
    assert (item(live).review_by, item(begun).review_by is None) == (None, False)
    handed = do("don-vi", office=str(home))
    assert Page(chief.get(handed)).has(".empty")
    later = clock.now() + dt.timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Conflict):
        many.undo(uuid.UUID(labelled.rstrip("/")[-36:]), None, lambda _: True)
    assert item(live).head == 2
    acts = db.session.query(Bulk.act, Bulk.undone_at.is_not(None)).order_by(Bulk.at).all()
    assert [tuple(row) for row in acts] == [
        ("go", True),
        ("chu-de", False),
        ("ngay-xem-lai", True),
        ("don-vi", False),
    ]
