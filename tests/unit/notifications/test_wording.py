"""Wordings: what is refused and why, versions that stay, and an update that undoes nothing."""

import uuid
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens.models import Citizen
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.notifications import letters, voices
from portal.notifications import messages as rendering
from portal.notifications import operations as notifications
from portal.notifications.messages import PLACEHOLDERS, Button
from portal.notifications.models import Intent, MessageTemplate
from portal.notifications.wording import messages, operations, previews, queries
from portal.notifications.wording.kinds import NAMES, rules, voices_of
from portal.notifications.wording.samples import SAMPLE
from portal.sms import bodies
from portal.staff.models import Role, StaffUser
from tests.factories import make_staff
from tests.unit.notifications.owing import owe, person

KIND = "dossier_neutral"
GOOD = "Hồ sơ {code} có tin mới. Gọi {hotline}."


@pytest.fixture
def me(ctx: Flask) -> StaffUser:
    notifications.load_templates()
    make_staff(Role.ADMIN, username="bien.tap")
    return db.session.scalars(select(StaffUser)).one()


def wrong(kind: str, body: str) -> list[str]:
    """What is complained about."""
    return [word for word, _ in messages.complaints(body, rules(kind, ""), PLACEHOLDERS, dict(NAMES))]


def test_each_fault_has_its_sentence(ctx: Flask) -> None:
    apology = "{unit} xin lỗi: hồ sơ {code}, {reason}, hẹn lại {due}."
    cases = {
        "": [messages.EMPTY],
        "  \n ": [messages.EMPTY],
        apology: [],
        apology.replace("{due}", "sau"): [messages.MISSING],
        "Xin lỗi.": [messages.MISSING] * 4,
        apology + " {ten}": [messages.UNKNOWN],
        apology + " {papers}": [messages.NOT_HERE],
        apology + " {code": [messages.BRACES],
        apology + " }": [messages.BRACES],
        apology + " {}": [messages.UNKNOWN],
        apology + "\u200b": [messages.CONTROL],
        apology + " Xem https://bit.ly/abc": [messages.LINK],
        apology + " Xem www.tayninh.com.": [messages.LINK],
        apology + " Xem https://tayninh.gov.vn.evil.com/": [messages.LINK],
        apology + " Xem https://dichvucong.gov.vn và tayninh.gov.vn": [],
        apology + " Nộp 1.500.000 đồng trước 17:00": [],
        apology + "a" * 1501: [messages.TOO_LONG],
    }
    assert {body: wrong("dossier_apology", body) for body in cases} == cases
    assert wrong(KIND, "{code} {procedure}") == [messages.NOT_HERE]  # neutral words name nothing
    assert SAMPLE.keys() == NAMES.keys() <= PLACEHOLDERS


def test_every_shipped_wording_keeps_the_rules(me: StaffUser) -> None:
    for one in queries.kinds():
        for voice in set(voices_of(one.kind)) - set(one.without):
            shown = operations.check(one.kind, queries.shipped(one.kind, voice), voice=voice)
            assert shown is not None, (one.kind, voice.name)
            assert 0 < len(shown.text) <= rendering.MOST_SIGNS, one.kind
        assert voices.ENGLISH not in one.without, one.kind


def test_a_new_version_is_for_new_messages_alone(me: StaffUser) -> None:
    before = owe(person())
    base = queries.current(KIND).version
    assert operations.publish(KIND, f"  {GOOD}\r\n\r\n\r\n", "Xem ngay", base, me.id) == base + 1
    assert operations.publish(KIND, GOOD, "Xem ngay", base + 1, me.id) is None
    after = owe(person(), buttons=(Button("Gọi", "phone", "1022"), Button("Mở", "url", "https://a.gov.vn/")))
    rows = {
        row.id: (row.body, [b.title for b in rendering.buttons_of(row.params)])
        for row in db.session.execute(
            select(Intent.id, Intent.params, MessageTemplate.body).join(
                MessageTemplate, MessageTemplate.id == Intent.template_id
            )
        )
    }
    assert rows[after] == (GOOD, ["Gọi", "Xem ngay"])
    assert rows[before][0] == queries.shipped(KIND)
    shown = previews.preview(KIND, GOOD, None)
    assert shown.of is not None
    assert shown.of in shown.text  # a real message lent its values


def test_two_who_write_at_once_and_kinds_nobody_knows(me: StaffUser) -> None:
    base = queries.current(KIND).version
    operations.publish(KIND, GOOD, "", base, me.id)
    with pytest.raises(Conflict):
        operations.publish(KIND, GOOD + " Xin cảm ơn.", "", base, me.id)
    with pytest.raises(operations.Faulty):
        operations.publish(KIND, "Không có mã.", "", base + 1, me.id)
    with pytest.raises(Missing):
        operations.check("dossier_new_kind", GOOD)


def test_an_update_does_not_undo_what_staff_wrote(me: StaffUser, tmp_path: Path) -> None:
    operations.publish(KIND, GOOD, "", queries.current(KIND).version, me.id)
    (tmp_path / f"{KIND}.txt").write_text("Lời mới của bản cập nhật: {code}.", encoding="utf-8")
    assert notifications.load_templates(tmp_path) == 1
    assert queries.current(KIND).body == GOOD
    assert notifications.said(KIND, {"code": "H1"}).startswith("Hồ sơ H1 có tin mới")
    assert [one.is_shipped for one in queries.versions(KIND)] == [True, False, True]
    # A wording whose place nothing fills any more gives way to the shipped one: no push fails for it.
    row = db.session.scalars(select(MessageTemplate).filter_by(kind=KIND, created_by=me.id)).one()
    row.body = "{code} {papers}"
    db.session.commit()
    assert notifications.said(KIND, {"code": "H1"}) == "Lời mới của bản cập nhật: H1."


def test_who_reads_english_gets_english_where_there_are_words(me: StaffUser) -> None:
    here, abroad = person(), person()
    db.session.get_one(Citizen, abroad).locale = "en"
    params = {
        "code": "H1",
        "papers": "nơi giải quyết chưa gửi danh sách, xin gọi để hỏi",
        "until": "20/11/2026",
    }
    params |= {"procedure": "Khai sinh", "place": "UBND phường"}
    button, subject, kind = (
        (Button("Xem yêu cầu", "url", "https://a.gov.vn/"),),
        uuid.uuid4(),
        "dossier_supplement",
    )

    def told(version: int) -> dict[uuid.UUID, tuple[str, str]]:
        owed = [
            notifications.Owed(who, kind, "dossier", subject, version, params, button)
            for who in (here, abroad)
        ]
        notifications.notify(owed)
        made = db.session.execute(
            select(Intent, MessageTemplate.body)
            .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
            .order_by(Intent.subject_version)
        )
        return {
            row.citizen_id: (rendering.render(body, row.params), rendering.buttons_of(row.params)[0].title)
            for row, body in made
        }

    first = told(1)
    assert first[here][0].startswith("Hồ sơ H1 cần bổ sung")
    assert first[here][1] == "Xem yêu cầu"
    assert "Missing: the office has sent no list, please call to ask\n" in first[abroad][0]
    assert "Khai sinh" in first[abroad][0]  # a name stays
    assert first[abroad][1] == "See what is asked"
    base = queries.current(kind, voices.ENGLISH)
    operations.publish(kind, "", "", base.version, me.id, voices.ENGLISH)
    assert told(2)[abroad][0].startswith("Hồ sơ H1 cần bổ sung")


def test_what_an_sms_takes() -> None:
    cases = {
        "a" * 160: (160, True, 1),
        "a" * 161: (161, True, 2),
        "a" * 159 + "[": (161, True, 2),  # a sign of the extension counts twice
        "a" * 69 + "đ": (70, False, 1),
        "a" * 70 + "đ": (71, False, 2),
        "`" + "a" * 70: (71, False, 2),  # outside the alphabet, though it is ASCII
        "😀" * 35: (70, False, 1),
        "a" * 459: (459, True, 3),
        "a" * 460: (460, True, 4),
    }
    sizes = {text: bodies.size(text) for text in cases}
    assert {text: (one.signs, one.is_gsm, one.parts) for text, one in sizes.items()} == cases


def test_a_long_value_gives_way_before_a_gateway_refuses(ctx: Flask) -> None:
    link = "https://tinh.example/h/" + "x" * 30
    for plain in ("UBND phuong " * 60, "`" * 400):
        text = letters.sms("Nơi nhận: {place}. Hỏi 1022.", {"place": plain}, link)
        assert bodies.size(text).parts == bodies.MOST_PARTS
        assert text.endswith(f"Hoi 1022. {link}")


def test_a_list_begins_on_its_own_line() -> None:
    assert rendering.render("Cần: {papers}.", {"papers": "\n- A\n- B "}) == "Cần: \n- A\n- B."
