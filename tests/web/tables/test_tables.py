"""From an officer's upload over HTTP to the citizen's page, and back: who may, what is told, how often."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import settings, work
from portal.staff.models import Role
from portal.tables import kinds
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.sheets import xlsx
from tests.tables import make_live
from tests.tables import work as worker

DESK = "/desk/bang-tra-cuu/"


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def _post(client: FlaskClient, path: str, page: str, **fields: object) -> str:
    answer = client.post(path, data={"csrf_token": form_token(client, page), **fields})
    assert answer.status_code == 303, answer.text[:500]
    return answer.headers["Location"]


def _choice(page: Page) -> dict[str, str]:
    """The form of the columns as it is offered."""
    told = {node.attrs["name"]: node.attrs.get("value", "") for node in page.find("form input[name]")}
    for node in page.find("select"):
        chosen = re.search(rf'name="{node.attrs["name"]}">.*?value="([^"]*)" selected', page.html, re.DOTALL)
        told[node.attrs["name"]] = chosen[1] if chosen else ""
    return told


def test_a_sheet_goes_up_and_comes_back_over_the_desk(client: FlaskClient) -> None:
    assert sign_in(client, make_staff(Role.OFFICER)) == 303
    page = f"{DESK}moi/land_price/"
    known = kinds.kinds()["land_price"]
    table = _post(client, page, page, title=known.title, keyword=known.keyword, intro="Giá theo đường.")
    raw = xlsx(
        [["Tên đường", "Xã", "VT1", "Ghi chú"], ["Nguyễn Huệ", "Xã A", 1000, "x"], ["B", "Xã B", "rẻ", ""]]
    )
    edition = _post(client, f"{table}tai-len", table, file=(io.BytesIO(raw), "../../giá đất.xlsx"))
    waiting = Page(client.get(edition))
    assert waiting.attr("#tables-edition", "hx-trigger") == "every 1s"
    worker()
    looked = Page(client.get(edition))
    told = _choice(looked)
    roles = [told[f"role-{n}"] for n in range(4)]
    assert roles == ["text", "place", "amount", ""]  # what the kind does not know is not used
    wrong = Page(
        client.post(f"{edition}cot", data={**told, "role-0": "exact", "valid_from": "x"}), status=422
    )
    assert (wrong.has("#valid_from-error"), "chỉ tra bằng khóa" in wrong.text("main .alert-danger")) == (
        True,
        True,
    )
    assert client.post(f"{edition}cot", data={**told, "valid_from": "2026-01-01"}).status_code == 303
    worker()
    ready = Page(client.get(edition))
    assert "Đưa lên 1 dòng" in ready.text(f"form[action={edition}dua-len]")
    assert "Không phải số" in ready.text(".card")
    assert ",VT1," in client.get(f"{edition}dong-loi.csv").text
    assert client.get("/tra-cuu/bang-gia-dat/").status_code == 404
    _post(client, f"{edition}dua-len", edition)
    seen = Page(client.get("/tra-cuu/bang-gia-dat/?q=nguyen+hue"))
    assert "1.000" in seen.text("#tables-found tbody")
    assert "x" not in seen.all("#tables-found td")
    _post(client, f"{edition}hoan-tac", edition)
    assert client.get("/tra-cuu/bang-gia-dat/").status_code == 404
    bad = client.post(f"{table}tai-len", data={"csrf_token": form_token(client, table)})
    assert "Xin chọn một tệp" in Page(bad, status=422).text("main .alert-danger")
    assert client.get(f"{DESK}mau/land_price.csv").data.startswith("\ufeffTên đường".encode())


def test_who_may(client: FlaskClient) -> None:
    shown = make_live()
    edition = f"{DESK}ban/{shown.edition.id}/"
    assert client.get(DESK).status_code == 303  # a stranger signs in first
    assert sign_in(client, make_staff(Role.EDITOR)) == 303
    assert not Page(client.get(edition)).has(f"form[action={edition}hoan-tac]")
    token = form_token(client, "/desk/password")
    assert client.post(f"{edition}hoan-tac", data={"csrf_token": token}).status_code == 403
    assert client.post(f"{edition}bo", data={"csrf_token": token}).status_code == 409  # live ones are undone
    assert client.post(f"{edition}bo").status_code in {400, 403}
    leader = client.application.test_client()
    assert sign_in(leader, make_staff(Role.LEADER)) == 303
    assert leader.get(DESK).status_code == 403


def test_keys_are_posted_never_kept_and_tried_no_oftener_than_dossiers(client: FlaskClient) -> None:
    make_live("exam_score")
    path = "/tra-cuu/diem-thi-tot-nghiep-thpt/"
    right = client.post(path, data={"key": "4900 0001"})
    assert "8.25" in Page(right).text("#tables-found")
    assert right.headers["Cache-Control"] == "no-store"
    assert "8.25" not in client.get(f"{path}?key=49000001&q=49000001&xa=49000001").text
    most = settings.get().lookups_per_browser
    assert [client.post(path, data={"key": "1"}).status_code for _ in range(most)] == [200] * (most - 1) + [
        429
    ]
    forged = [
        client.post(path, data={"key": "1"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(3)
    ]
    assert {answer.status_code for answer in forged} == {429}
    other = client.post(path, data={"key": "49000001"}, headers={"User-Agent": "another"})
    assert other.status_code == 200


def test_under_load_a_key_brings_a_proof_for_itself_alone(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live("exam_score")
    far = {"lookups_per_browser": 10**6, "lookups_per_address": 10**6, "lookups_normal": 1}
    made = settings.get().model_copy(update=far)
    monkeypatch.setattr(settings, "get", lambda: made)
    client, path = ctx.test_client(), "/tra-cuu/diem-thi-tot-nghiep-thpt/"
    assert "8.25" in client.post(path, data={"key": "49000001"}).text, "the first of the minute is normal"
    asked = Page(client.post(path, data={"key": "49000001"}))
    form = {one.attrs["name"]: one.attrs["value"] for one in asked.find("form[data-seal] input")}
    assert "8.25" not in asked.html
    assert Page(client.post(path, data={"key": "49999999"})).has("form[data-seal]"), "missing keys, too"
    issued, bits, nonce, seal = form["ticket"].split(".")
    puzzle = work.Puzzle(int(issued), int(bits), nonce, seal)
    paid = form | {"work": next(str(n) for n in range(10**8) if puzzle.is_solved_by(str(n)))}
    stolen = client.post(path, data=paid | {"key": "49000002"})
    early = client.post(path, data=form)
    right, again = (client.post(path, data=paid) for _ in range(2))
    assert ["8.25" in one.text for one in (stolen, early, right, again)] == [False, False, True, False]
