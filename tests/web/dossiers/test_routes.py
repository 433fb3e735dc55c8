"""Looking a dossier up by its code: what each level shows, and what nobody learns."""

import uuid

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.chat import lookups
from portal.chat.messages import Reply
from portal.core import settings
from portal.core.db import db
from portal.dossiers import messages, operations, queries
from tests.page import Page
from tests.web.dossiers.looking import HX, SECRET, ask, is_private, known
from tests.web.dossiers.one_stop import NAME, signed
from tests.web.dossiers.one_stop import SECRET as SECRET_KEY

UNKNOWN = "H44.12-260701-9999"


def test_the_form_sets_no_cookie_and_holds_no_token(client: FlaskClient) -> None:
    answer = client.get("/ho-so/")
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text
    assert Page(answer).attr("form[action=/ho-so/]", "method") == "post"


def test_a_code_alone_shows_where_it_stands_and_nobody(client: FlaskClient) -> None:
    made = known()
    answer = ask(client, made.code)
    page = Page(answer)
    shown = page.text("#dossiers-result")
    for expected in (
        made.code,
        "Yêu cầu bổ sung giấy tờ",
        "UBND phường Long An",
        "06/07/2026",
        "tạm dừng",
        "hộ kinh doanh",
    ):
        assert expected in shown
    assert "Thông tin cập nhật lúc" in shown
    assert not [secret for secret in SECRET if secret in answer.text]
    assert is_private(answer)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("field", ["Hộ kinh doanh", "Hộ tịch"])
def test_no_door_lets_out_what_needs_a_proof(client: FlaskClient, generous: None, field: str) -> None:
    operations.ensure_client(NAME, SECRET_KEY)
    for status in (*range(1, 11), 17):
        made = known(TrangThaiHoSo=status, TenLinhVuc=field)
        view = queries.view(made.code, queries.Viewer())
        assert view is not None
        mini = client.post("/m/ho-so/", data={"code": made.code}, headers={"Origin": "https://h5.zdn.vn"})
        told = {
            "page": ask(client, made.code).text,
            "piece": ask(client, made.code, headers=HX).text,
            "mini app": mini.text,
            "machine": str(client.get(f"/api/v1/dossiers/{made.code}", headers=signed(b"")).json),
            "chat": messages.as_text(view),
            "view": str(view),
        }
        barred = SECRET if field == "Hộ kinh doanh" else (*SECRET, "thành lập hộ kinh doanh", "1.001193")
        for door, said in told.items():
            assert made.code in said, door
            assert not [secret for secret in barred if secret in said], door


def test_the_right_digits_show_what_is_asked_for_and_people_masked(client: FlaskClient) -> None:
    made = known()
    shown = Page(ask(client, made.code, digits="5678")).text("#dossiers-result")
    for expected in ("Sổ đỏ", "15/07/2026", "N***** V** A*", "09*****678", "Thiếu sổ đỏ", "Phòng Mật"):
        assert expected in shown
    assert "Nguyễn" not in shown


def test_the_piece_for_htmx_is_the_piece_of_the_page(client: FlaskClient) -> None:
    made = known()
    piece = Page(ask(client, made.code, headers=HX))
    assert not piece.is_whole
    assert piece.text("#dossiers-result") == Page(ask(client, made.code)).text("#dossiers-result")


def test_a_sensitive_procedure_is_not_named_by_its_code_alone(client: FlaskClient) -> None:
    made = known(TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký khai tử", MaTTHC="1.000656")
    assert "khai tử" not in ask(client, made.code).text
    assert "1.000656" not in ask(client, made.code).text
    assert "khai tử" in ask(client, made.code, digits="5678").text


def test_a_near_miss_is_offered_as_a_button(client: FlaskClient) -> None:
    made = known()
    page = Page(ask(client, made.code.replace("-", ".")))
    assert "Ý bạn là" in page.text("#dossiers-result")
    assert page.attr("#dossiers-result input[name=code]", "value") == made.code
    assert "Yêu cầu bổ sung" not in page.text("#dossiers-result")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.000635", "mã thủ tục"),
        ("0912345678", "Không tra bằng số này"),
        ("079088001234", "Không tra bằng số này"),
        ("03706/2026/07906", "bảo hiểm xã hội"),
        ("hồ sơ H44.12-990715-0012", "Ngày trong mã chưa đúng"),
        ("H44.12 201399 0012", "Ngày trong mã chưa đúng"),
        ("xin chào", "Chưa đọc được"),
        ("H44.12-260701-9999", "chưa có hồ sơ mang mã này"),
        ("LA-2026-77", "chưa có hồ sơ mang mã này"),
    ],
)
def test_anything_else_is_answered_kindly(client: FlaskClient, typed: str, said: str) -> None:
    assert said in Page(ask(client, typed)).text("#dossiers-result")


def test_nothing_of_a_persons_number_is_kept(client: FlaskClient) -> None:
    ask(client, "079088001234")
    client.get("/ho-so/?ma=https://x.vn/?SGT=079088001234")
    for table in db.metadata.tables:
        assert "079088001234" not in str(db.session.execute(text(f'SELECT t::text FROM "{table}" t')).all())  # noqa: S608


def test_the_code_of_another_system_is_found_as_it_stands(client: FlaskClient) -> None:
    known(MaHoSo="SBN 2026/77")
    assert "Yêu cầu bổ sung" in ask(client, " SBN  2026/77 ").text


def test_an_unknown_code_tells_what_runs_elsewhere(client: FlaskClient) -> None:
    shown = Page(ask(client, "H44.12-260701-9999")).text("#dossiers-result")
    for elsewhere in ("Công an", "thuế", "bảo hiểm xã hội", "hải quan"):
        assert elsewhere in shown


def test_source_down_is_never_shown_as_not_found(client: FlaskClient) -> None:
    operations.ensure_client(NAME, SECRET_KEY)
    with time_machine.travel("2026-07-06 02:00", tick=False):
        code = known().code
        assert "Chưa có trong hệ thống" in Page(ask(client, UNKNOWN)).text("#dossiers-result")
    with time_machine.travel("2026-07-06 03:30", tick=False):
        gone = Page(ask(client, UNKNOWN)).text("#dossiers-result")
        assert "Chưa tra được lúc này" in gone
        assert "chậm gửi tin từ 09:00 06/07/2026" in gone
        assert "Hệ thống của tỉnh chưa có hồ sơ" not in gone
        shown = Page(ask(client, code)).text("#dossiers-result")
        assert "Chưa có tin mới từ 09:00 06/07/2026" in shown
        assert "Yêu cầu bổ sung giấy tờ" in shown, "the last known state stays"
        link = operations.link_address(operations.make_link(queries.by_code(code).id, "message"))
        opened = client.get(link.removeprefix(settings.get().base_url), follow_redirects=True)
        assert "Chưa có tin mới từ" in Page(opened).text()
        mini = client.post("/m/ho-so/", data={"code": UNKNOWN}, headers=HX)
        assert "Chưa tra được lúc này" in mini.text
        answered = lookups.look(UNKNOWN, None, uuid.uuid4(), "1")
        assert isinstance(answered, Reply)
        assert "Chưa tra được mã" in answered.text


def test_several_codes_are_answered_each(client: FlaskClient) -> None:
    one, two = known(), known()
    page = Page(ask(client, f"{one.code} và {two.code}"))
    assert page.all("#dossiers-result h2.code") == [one.code, two.code]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 1001])
def test_a_refused_form_keeps_what_was_typed(client: FlaskClient, typed: str) -> None:
    answer = ask(client, typed)
    assert Page(answer, status=422).has("#dossiers-result .alert")
    assert typed.strip() in answer.text


@pytest.mark.parametrize(
    "typed", ["\0H", "<script>alert(1)</script>", "' OR 1=1", "%00%ff", "\ud7ff", "{{7*7}}"]
)
def test_hostile_codes_get_a_page(client: FlaskClient, typed: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert ask(client, typed, digits=typed).status_code == 200
