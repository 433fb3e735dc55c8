"""A relative looks at a dossier and follows it by a link that is taken back at once."""

import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.citizens import operations, queries
from portal.citizens.models import Proof, Purpose, Surface, ZaloIdentity
from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers.models import Dossier, DossierLink, Follow
from portal.dossiers.queries import Viewer, view
from portal.notifications import messages
from portal.notifications.models import Intent
from tests.desk import Browser, form_token
from tests.factories import make_dossier
from tests.page import Page
from tests.web.mine.conftest import OA

NUMBER = "+84912345678"


@pytest.fixture
def dossier(person: uuid.UUID) -> Dossier:
    """The person's own, by a number of theirs."""
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    return make_dossier(SoDienThoai="0912345678")


@pytest.fixture
def relative(ctx: Flask) -> uuid.UUID:
    found = operations.follow(OA, "7713920485510237746", clock.now())
    db.session.execute(update(ZaloIdentity).filter_by(citizen_id=found).values(display_name="Lan"))
    db.session.commit()
    return found


@pytest.fixture
def theirs(ctx: Flask, relative: uuid.UUID) -> FlaskClient:
    """The relative's browser."""
    made = Browser(ctx, ctx.response_class, use_cookies=True)
    made.set_cookie("toi", operations.begin(relative, Surface.WEB, "zalo", "Zalo, iPhone"))
    return made


def place(dossier: Dossier) -> str:
    return f"/toi/ho-so/{dossier.id}/nguoi-than/"


def post(client: FlaskClient, path: str, at: str, **data: str) -> str:
    """Send a form of the page `at`; what came back, followed."""
    token = form_token(client, at)
    return client.post(path, data={"csrf_token": token, **data}, follow_redirects=True).text


def give(client: FlaskClient, dossier: Dossier) -> str:
    """A link for a relative; its path."""
    said = post(client, place(dossier), place(dossier), label="con gái Lan")
    found = re.search(r"(/h/[\w-]{22})<", said)
    assert found, said
    return found[1]


def revoke(client: FlaskClient, dossier: Dossier) -> None:
    found = re.search(r'action="([^"]+/thu-hoi)"', client.get(place(dossier)).text)
    assert found
    assert "Đã thu hồi" in post(client, found[1], place(dossier))


def test_a_relative_sees_follows_and_is_cut_off_at_once(
    signed_in: FlaskClient, theirs: FlaskClient, client: FlaskClient, dossier: Dossier, relative: uuid.UUID
) -> None:
    link = give(signed_in, dossier)
    assert link not in signed_in.get(place(dossier)).text, "it is told once"
    seen = Page(client.get(link, follow_redirects=True))
    assert "N***** V** A*" in seen.text()
    assert "Nguyễn Văn An" not in seen.html
    assert "giay-to" not in seen.html, "a relative looks, and takes no papers"
    assert "đăng nhập bằng Zalo" in seen.text()
    at = f"/ho-so/xem/{dossier.id}/"
    assert client.get(f"{at}giay/tiep-nhan-1.pdf").status_code == 404
    assert client.get(f"{link}/giay/tiep-nhan-1.pdf").status_code == 404
    theirs.get(link)
    assert "đang theo dõi hồ sơ này" in post(theirs, f"{at}theo-doi", at)
    assert queries.may_tell(relative, Purpose.DOSSIER_NOTIFY, dossier.id)
    owner = Page(signed_in.get(place(dossier))).text("main")
    assert "Lan, từ" in owner
    dossiers.record_changes("demo", "a", [{"MaHoSo": dossier.code, "TrangThaiHoSo": "9"}])
    intent = db.session.scalars(select(Intent).filter_by(citizen_id=relative)).one()
    [button] = messages.buttons_of(intent.params)
    told = button.payload[button.payload.index("/h/") :]
    assert theirs.get(told).status_code == 303
    assert "Xem qua đường dẫn người nhà gửi" in Page(theirs.get("/toi/")).text("#mine-dossiers")
    assert theirs.get(place(dossier)).status_code == 404, "a relative shows it to nobody else"
    revoke(signed_in, dossier)
    for browser, path in ((client, at), (client, link), (theirs, told), (theirs, at)):
        assert browser.get(path).status_code == 404, "also where it is open already"
    assert theirs.get(f"/toi/ho-so/{dossier.id}/").status_code == 404
    assert not queries.may_tell(relative, Purpose.DOSSIER_NOTIFY, dossier.id)
    assert "Lan, từ" not in Page(signed_in.get(place(dossier))).text("main")


def test_a_following_by_a_link_never_becomes_ones_own_unproven(
    signed_in: FlaskClient, theirs: FlaskClient, dossier: Dossier, relative: uuid.UUID
) -> None:
    link = give(signed_in, dossier)
    at = f"/ho-so/xem/{dossier.id}/"
    theirs.get(link)
    post(theirs, f"{at}theo-doi", at)
    for via in ("page", "phone"):
        dossiers.follow(dossier.id, relative, via, "e")
    followed = db.session.scalars(select(Follow).filter_by(citizen_id=relative)).one()
    assert followed.link_id is not None
    dossiers.follow(dossier.id, relative, "digits", "e")
    kept = db.session.scalars(select(Follow.link_id).filter_by(citizen_id=relative)).one()
    assert kept is None, "four digits are a proof of one's own"
    revoke(signed_in, dossier)
    seen = view(dossier.code, Viewer(citizen_id=relative))
    assert seen is not None
    assert seen.level == 1


def test_links_are_bounded_theirs_alone_and_end_with_the_giver(
    signed_in: FlaskClient, theirs: FlaskClient, dossier: Dossier, person: uuid.UUID, relative: uuid.UUID
) -> None:
    give(signed_in, dossier)
    assert theirs.get(place(dossier)).status_code == 404
    [share] = re.findall(r'action="([^"]+/thu-hoi)"', signed_in.get(place(dossier)).text)
    token = form_token(theirs, "/toi/")
    assert theirs.post(share, data={"csrf_token": token}).status_code == 404
    post(signed_in, place(dossier), place(dossier), label=" ")
    for _ in range(5):
        said = post(signed_in, place(dossier), place(dossier), label="cháu")
    assert "nhiều nhất 5 đường dẫn" in said
    assert db.session.query(DossierLink).filter_by(purpose="share").count() == 5
    dossiers.follow(dossier.id, relative, "digits", "e")
    assert "Lan, từ" not in signed_in.get(place(dossier)).text, (
        "who claims a number is not told who else follows"
    )
    operations.learn_phone(person, NUMBER, Proof.VERIFIED, "counter")
    assert "Theo dõi không qua đường dẫn" in signed_in.get(place(dossier)).text
    operations.erase(person, "page", "e")
    assert not db.session.query(DossierLink).filter_by(purpose="share", revoked_at=None).count()
