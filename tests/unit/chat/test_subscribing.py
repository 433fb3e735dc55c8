"""News chosen in the chat: by words and buttons, with places of today and of before; officials by a code."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.broadcast import audience
from portal.broadcast.audience import Audience
from portal.broadcast.choosing import queries
from portal.broadcast.officials import operations as officials
from portal.broadcast.officials import queries as groups
from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.citizens.queries import may_tell
from portal.core.errors import Missing
from portal.places import operations as places
from portal.places import spoken
from portal.staff.models import Role
from portal.staff.queries import by_username
from tests import stock
from tests.factories import make_staff
from tests.unit.chat.conftest import Answer, Tell, citizen
from tests.zalo_events import USER, event, followed

Write = Callable[..., Answer]
LONG_AN, OTHER = "27694", "6713920485510237747"


@pytest.fixture
def units(ctx: Flask) -> None:
    stock.fill("units", places.import_units)
    spoken.forget()


def test_a_sentence_chooses_a_topic_and_a_place(units: None, write: Write) -> None:
    assert "Ông/bà ở xã, phường nào?" in write("đăng ký nhận tin cúp điện").text
    told = write("nhận tin phường Long An")
    assert "Lịch cúp điện ở Phường Long An" in told.text
    assert told.payloads[0] == f"#thoitin xa {LONG_AN}"
    both = write("nhan tin thoi tiet o phuong tan an")
    assert "Thời tiết, thiên tai" in both.text
    mine = queries.of(citizen())
    assert [unit.code for unit in mine.communes][0] == LONG_AN
    assert set(mine.topics) == {"cup-dien", "thoi-tiet"}
    assert may_tell(citizen(), "news", None)
    listed = write("tin tôi nhận")
    assert "Lịch cúp điện" in listed.text
    assert listed.payloads == ["#nhantin chinh-sach", "#nhantin su-kien"]
    assert "Chính sách mới" in write("#nhantin chinh-sach").text
    assert "Phường Long An" in write(f"#thoitin xa {LONG_AN}").text
    assert "Đã tắt: Lịch cúp điện" in write("thôi nhận tin cúp điện").text
    assert set(queries.of(citizen()).topics) == {"thoi-tiet", "chinh-sach"}
    assert "Xin cho biết rõ" in write("nhận tin phường Không Có Ở Đây").text
    assert "muốn nhận tin gì" not in write("#nhantin xa 99999").text
    assert "Đã tắt: tin chung" in write("#thoitin tin").text
    assert not queries.of(citizen()).agreed
    write("nhận tin chính sách")
    write("dừng")
    assert not any(queries.of(citizen()).is_on(name) for name in ("thoi-tiet", "chinh-sach"))
    assert audience.count(Audience()).sent == 0


def test_a_place_alone_asks_for_what(units: None, write: Write) -> None:
    told = write("nhận tin phường Long An")
    assert told.payloads == ["#nhantin cup-dien", "#nhantin thoi-tiet"]
    assert "#tin" in write("nhận lại thông báo").payloads
    for code in ("27712", "27715", "27694", "27697", "27700"):
        write(f"#nhantin xa {code}")
    assert len(queries.of(citizen()).communes) <= 5


def test_tags_of_the_account_are_kept(tell: Tell, write: Write) -> None:
    write("#tin")
    tell(event("add_user_to_tag", tag={"name": "hoi-vien", "user_ids": [USER]}))
    assert audience.count(Audience(tags=("hoi-vien",))).people == 1
    tell(event("remove_tag", tag={"name": "hoi-vien"}))
    assert queries.tags() == []


def test_officials_join_by_a_code_or_are_listed(ctx: Flask, tell: Tell, write: Write) -> None:
    for user in (USER, OTHER):
        tell(followed(user))
    editor = by_username(make_staff(Role.PUBLISHER)).id  # type: ignore[union-attr]
    group = officials.make("Sở Y tế", None, editor)
    code = officials.invite(group, editor, 1)
    assert "Sở Y tế" in write(f"CBVC {code}").text
    assert "Sở Y tế" in write(f"cbvc {code.lower()}").text  # a repeat uses nothing up
    assert "không đúng" in write("cbvc K7QM-4TXW").text
    assert "không đúng" in write(f"cbvc {code}", OTHER).text
    all_of = Audience(officials=True, groups=(str(group),))
    assert audience.count(all_of).sent == 1
    write(f"#thoitin nhom {group}")
    assert audience.count(all_of).people == 0
    other = citizen(OTHER)
    told = officials.take_list(group, ["0912 345 678", "", "khong phai so", "0912345678"], editor)
    assert (told.fresh, told.known, told.bad) == (1, 0, (3,))
    assert officials.take_list(group, ["0912345678"], editor).known == 1
    citizens.learn_phone(other, "0912345678", Proof.CLAIMED, "zalo_submit_info")
    assert audience.count(all_of).people == 0  # anybody may claim a number
    citizens.learn_phone(other, "0912345678", Proof.VERIFIED, "counter")
    assert [one.name for one in groups.of(other)] == ["Sở Y tế"]
    assert audience.count(all_of).sent == 1
    officials.leave(other, group, "e")
    assert audience.count(all_of).people == 0
    officials.close(group, editor)
    with pytest.raises(Missing):
        officials.join(other, code, "e")
