"""Who fits an audience, and why some of them get nothing: the count equals sent and excluded."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.broadcast import audience
from portal.broadcast.audience import Audience
from portal.broadcast.choosing import operations as choosing
from portal.broadcast.choosing import queries as choices
from portal.broadcast.choosing import topics
from portal.broadcast.choosing.models import Choice
from portal.citizens import operations as citizens
from portal.citizens.models import ZaloIdentity
from portal.core import settings
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Refused
from tests.broadcasts import follower, user_of


def who(wanted: Audience, **how: object) -> dict[uuid.UUID, str | None]:
    rows = db.session.execute(audience.chosen(wanted, **how)).all()  # type: ignore[arg-type]
    found = {row.citizen_id: row.excluded for row in rows}
    assert len(found) == len(rows)
    told = audience.count(wanted, **how)  # type: ignore[arg-type]
    assert told.people == len(rows)
    assert told.sent == sum(1 for why in found.values() if why is None)
    return found


def test_everybody_is_sent_to_or_excluded_for_a_named_reason(ctx: Flask) -> None:
    reached = follower("chinh-sach")
    silent = follower("chinh-sach", days=8)
    never = follower()
    stopped = follower("chinh-sach")
    choosing.end_all(stopped, "chat", "e2", "oa")
    gone = follower("chinh-sach")
    with transaction() as session:
        session.execute(update(ZaloIdentity).filter_by(citizen_id=gone).values(is_following=False))
    assert who(Audience()) == {
        reached: None,
        silent: audience.WINDOW,
        never: audience.NO_CONSENT,
        stopped: audience.STOPPED,
        gone: audience.NOT_FOLLOWING,
    }
    assert who(Audience(), way=audience.ARTICLE)[silent] is None
    assert who(Audience(topics=("chinh-sach",))).keys() == {reached, silent, stopped, gone}
    assert who(Audience(active_days=2)).keys() == {reached, never, stopped, gone}
    calm = follower()
    choosing.end(calm, topics.URGENT, "e3")
    told = who(Audience(topics=(topics.URGENT,)))
    assert (told[never], told[stopped], told[calm]) == (None, audience.STOPPED, audience.STOPPED)
    choosing.choose(calm, topics.URGENT, "e4", "oa")
    assert who(Audience(), is_urgent=True)[calm] is None


def test_places_and_fields_narrow_and_are_few(ctx: Flask) -> None:
    one = follower("cup-dien", about={"xa": "25459"})
    both = follower("cup-dien", about={"xa": "25459"})
    choosing.choose(both, topics.COMMUNE, "e", "oa", "25462")
    field = follower("thu-tuc", about={topics.FIELD: "Hộ tịch"})
    here = ("25459",)
    assert who(Audience(topics=("cup-dien",), communes=here)).keys() == {one, both}
    assert who(Audience(communes=("25459", "25462"), every=True)).keys() == {both}
    assert who(Audience(communes=here, without=("25462",))).keys() == {one}
    assert who(Audience(fields=("Hộ tịch",))).keys() == {field}
    for number in range(3):
        choosing.choose(both, topics.COMMUNE, "e", "oa", str(number))
    with pytest.raises(Conflict):
        choosing.choose(both, topics.COMMUNE, "e", "oa", "9")
    choosing.choose(both, topics.COMMUNE, "e", "oa", "25462")
    for topic, about in (("odd", ""), ("cup-dien", "25459"), ("xa", "")):
        with pytest.raises(Refused):
            choosing.choose(one, topic, "e", "oa", about)
    choosing.end(both, topics.COMMUNE, "e", "25459")
    assert who(Audience(communes=here)).keys() == {one}
    assert choices.followers_of_places()["25462"] == 1


def test_tags_are_told_by_zalo_and_merging_keeps_what_was_ended(ctx: Flask) -> None:
    tagged, other = follower("su-kien"), follower("su-kien")
    user = user_of(tagged)
    choosing.tagged("hoi-vien", [user], on=True)
    choosing.tagged("hoi-vien", [user], on=True)
    assert who(Audience(tags=("hoi-vien",))).keys() == {tagged}
    assert choices.tags() == ["hoi-vien"]
    choosing.tagged("hoi-vien", [], on=False)
    assert who(Audience(tags=("hoi-vien",))) == {}
    choosing.end(other, "su-kien", "e5")
    kept = citizens.merge(tagged, other, "code")
    assert not choices.of(kept).is_on("su-kien")
    citizens.erase(kept, "page", "e6")
    assert db.session.scalars(select(Choice)).all() == []


def test_an_audience_reads_back_as_it_was_told() -> None:
    wanted = Audience(topics=("b", "a"), active_days=3, officials=True)
    assert wanted.told() == {"officials": True, "topics": ["a", "b"], "active_days": 3}
    assert (
        Audience.read({**wanted.told(), "odd": 1}).digest
        == Audience(topics=("a", "b"), active_days=3, officials=True).digest
    )
    assert settings.get().zalo_window_days == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Đăng ký nhận tin cúp điện ở phường Long An", ("cup-dien", True, "o phuong long an")),
        ("nhan tin mat dien", ("cup-dien", True, "")),
        ("Thôi nhận tin thời tiết", ("thoi-tiet", False, "")),
        ("hủy nhận thông báo chính sách mới", ("chinh-sach", False, "")),
        ("nhận tin phường Long An", ("xa", True, "phuong long an")),
        ("chọn tin", (None, True, "")),
        ("chủ đề tin tôi nhận", (None, True, "")),
        ("đăng ký kết hôn", None),
        ("cúp điện long an", None),
        ("hủy đăng ký kinh doanh", None),
    ],
)
def test_words_about_news_are_understood(text: str, told: tuple[object, ...] | None) -> None:
    found = topics.said(text)
    assert (found and (found.topic, found.on, found.rest)) == told
