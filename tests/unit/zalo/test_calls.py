"""Every family of calls against the pretend Zalo: what is asked, what is read, what is never asked."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from portal.notifications.messages import Button
from portal.zalo import bodies, codes
from portal.zalo.answers import NotNow, Refused, WrongDoor, ZaloError
from portal.zalo.bodies import Row
from portal.zalo.calls import (
    account,
    articles,
    broadcasts,
    messages,
    template_facts,
    templates,
    uploads,
    users,
)
from portal.zalo.calls.articles import Picture, Post
from portal.zalo.calls.broadcasts import Audience
from portal.zalo.client import ZaloClient
from portal.zalo.codes import Host
from tests.live import AN, PEOPLE
from tests.unit.zalo.contract_codes import FACTS
from zalosim.server import Sim

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 2000
NOON = "2026-09-01T12:00:00+07:00"
DATA = {"ten": "Nguyễn Văn An", "ma_ho_so": "H44.12-260901-0001", "trang_thai": "Đã có kết quả"}
POST = Post(
    "Lịch tiếp công dân",
    "Tháng 9 năm 2026",
    "https://tinh.example/ảnh bìa.jpg",
    ["Đoạn một.\n\nĐoạn hai.", Picture("https://tinh.example/a.png", "Trụ sở")],
    author="Văn phòng",
)


@pytest.fixture(scope="module")
def running() -> Iterator[Sim]:
    with Sim(people=PEOPLE) as sim:
        yield sim


@pytest.fixture
def sim(running: Sim) -> Sim:
    running.reset(clock=NOON)
    running.follow(AN)
    return running


@pytest.fixture
def speaking(sim: Sim) -> ZaloClient:
    token = SecretStr(sim.world.identity.access_token)
    return ZaloClient(sim.url, token, timeout=3.0, connect_timeout=1.0, business=sim.url)


def last(sim: Sim) -> dict[str, object]:
    return dict(sim.accepted()[-1])


def test_a_picture_by_its_id_and_by_its_address(sim: Sim, speaking: ZaloClient) -> None:
    given = uploads.upload(speaking, "image", JPEG, "ảnh chụp.JPG")
    assert messages.send_image(speaking, AN, attachment_id=given, said="Ảnh")
    assert messages.send_image(speaking, AN, url="https://tinh.example/a.jpg")
    assert [one["type"] for one in sim.chat(AN)[-2:]] == ["image", "image"]


def test_an_expired_file_is_proven_not_sent(sim: Sim, speaking: ZaloClient) -> None:
    given = uploads.upload(speaking, "image", JPEG)
    sim.world.clock.set("2026-09-09T12:00:00+07:00")
    sim.follow(AN)
    with pytest.raises(Refused) as caught:
        messages.send_image(speaking, AN, attachment_id=given)
    assert caught.value.code == -100


def test_a_list_a_file_and_a_request_for_the_phone(sim: Sim, speaking: ZaloClient) -> None:
    rows = [Row("Thủ tục", "Tìm thủ tục", url="https://tinh.example/"), Row("Hỗ trợ")]
    assert messages.send_list(speaking, AN, rows, [Button("Gọi 1022", "phone", "1022")])
    token = uploads.upload(speaking, "file", b"%PDF-1.7 " + b"x" * 100, "giay.pdf")
    assert messages.send_file(speaking, AN, token)
    assert messages.ask_for_info(speaking, AN, "Chia sẻ", "Để nhận thông báo", "https://tinh.example/a.png")
    assert [one["type"] for one in sim.chat(AN)[-3:]] == ["list", "file", "ask"]


def test_a_sign_on_a_message(sim: Sim, speaking: ZaloClient) -> None:
    sent = speaking.send_text(AN, "Chào ông/bà")
    messages.react(speaking, AN, sent, "/-heart")
    assert sim.chat(AN)[-1]["reaction"] == "/-heart"


def test_a_template_by_phone_carries_its_tracking_id(sim: Sim, speaking: ZaloClient) -> None:
    done = templates.send_to_phone(speaking, "0901 234 567", "300101", DATA, "abc-123")
    assert (done.daily, done.remaining) == (500, 499)
    assert done.sent_at is not None
    body = last(sim)["body"]
    assert isinstance(body, dict)
    assert (body["phone"], body["tracking_id"]) == ("84901234567", "abc-123")
    assert template_facts.status(speaking, done.message_id).status in {0, 1}
    assert template_facts.status(speaking, "nobody").status == -1


def test_a_template_by_user_id(sim: Sim, speaking: ZaloClient) -> None:
    assert templates.send_to_user(speaking, AN, "300101", DATA, "abc-124").message_id
    with pytest.raises(Refused) as caught:
        templates.send_to_user(speaking, AN, "300104", DATA, "abc-125")
    assert caught.value.code == -249


@pytest.mark.parametrize("number", sorted(FACTS[Host.BUSINESS]))
def test_every_code_of_a_template_message_ends_as_its_class_says(
    sim: Sim, speaking: ZaloClient, number: int
) -> None:
    sim.person(AN).zns = str(number)
    with pytest.raises(ZaloError) as caught:
        templates.send_to_phone(speaking, "84901234567", "300101", DATA, "t1")
    told = codes.meaning(number, Host.BUSINESS)
    assert (caught.value.code, caught.value.outcome, caught.value.meaning) == (number, told.outcome, told)
    assert told.said.endswith(".")  # what staff read, and what they do next
    assert told.step.endswith(".")
    assert [call for call in sim.accepted() if "template" in call["path"]] == []


def test_what_is_told_of_templates(speaking: ZaloClient) -> None:
    rows, total = template_facts.listed(speaking)
    assert (total, {row.template_id for row in rows}) == (4, {"300101", "300102", "300103", "300104"})
    assert {row.quality for row in rows} == {"HIGH", ""}  # the word null is no quality
    told = template_facts.info(speaking, "300101")
    assert [param.required for param in told.params] == [True, True, True, False]
    assert template_facts.quota(speaking)["dailyQuota"] == 500
    assert template_facts.quality(speaking) == "HIGH"
    assert "TRANSACTION" in template_facts.allowed_tags(speaking)
    assert template_facts.sample(speaking, "300101")["ten"] == "<ten>"
    since = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    assert template_facts.ratings(speaking, "300101", since, since) == []


def test_the_life_of_an_article(sim: Sim, speaking: ZaloClient) -> None:
    token = articles.create(speaking, articles.made(POST))
    with pytest.raises(NotNow):
        articles.verify(speaking, token)
    article_id = articles.verify(speaking, token)
    rows, total = articles.listed(speaking)
    assert (total, rows[0].article_id, rows[0].is_shown) == (1, article_id, True)
    kept = articles.detail(speaking, article_id)
    assert [block["type"] for block in kept["body"]] == ["text", "text", "image"]
    assert kept["cover"]["photo_url"] == "https://tinh.example/%E1%BA%A3nh%20b%C3%ACa.jpg"
    since = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    found = articles.find(speaking, POST.title, since)
    assert found is not None
    assert articles.find(speaking, "Tin khác", since) is None
    assert broadcasts.send(speaking, article_id, Audience(ages=(2, 3), cities=(15,)))
    assert articles.update(speaking, article_id, articles.made(POST))
    articles.remove(speaking, article_id)
    assert articles.listed(speaking) == ([], 0)


def test_a_broadcast_says_the_audience_as_text(sim: Sim, speaking: ZaloClient) -> None:
    assert Audience().target() == {"gender": "0"}
    chosen = Audience(ages=(3, 2, 3), gender=2, cities=(15,), platforms=(1,)).target()
    assert chosen == {"gender": "2", "ages": "2,3", "cities": "15", "platform": "1"}
    with pytest.raises(Refused) as caught:
        broadcasts.send(speaking, "nothing", Audience())
    assert caught.value.code == -201


def test_both_generations_of_users(sim: Sim, speaking: ZaloClient) -> None:
    sim.followers(60)
    page = users.page(speaking, 3, 50)
    assert (page.total, len(page.user_ids)) == (61, 11)
    sim.share_info(AN)
    person = users.detail(speaking, 3, AN)
    assert (person.phone, person.is_follower) == ("84901234567", True)
    assert person.last_interaction == dt.date(2026, 9, 1)
    with pytest.raises(ZaloError):
        users.page(speaking, 2, 0)
    sim.configure(oa_type=4)
    assert users.page(speaking, 2, 0).total == 61
    assert users.detail(speaking, 2, AN).is_follower is None
    with pytest.raises(WrongDoor):
        users.page(speaking, 3, 0)


def test_a_number_as_phone_is_text(sim: Sim, speaking: ZaloClient) -> None:
    sim.configure(number_phone=True)
    sim.share_info(AN)
    assert users.detail(speaking, 3, AN).phone == "84901234567"


def test_days_and_tags_of_a_list(sim: Sim, speaking: ZaloClient) -> None:
    today = dt.date(2026, 9, 1)
    assert users.page(speaking, 3, 0, first=today, last=today).total == 1
    assert users.page(speaking, 3, 0, first=dt.date(2026, 8, 1), last=dt.date(2026, 8, 31)).total == 0
    users.tag(speaking, AN, "đất đai")
    assert users.tags(speaking) == ["đất đai"]
    assert users.page(speaking, 3, 0, tag="đất đai").user_ids == (AN,)
    users.untag(speaking, AN, "đất đai")
    users.remove_tag(speaking, "đất đai")
    assert users.tags(speaking) == []


def test_the_account_and_its_quotas(sim: Sim, speaking: ZaloClient) -> None:
    sim.configure(message_quota=100)
    told = account.getoa(speaking)
    assert (told.oa_type, told.followers, told.is_verified) == (2, 1, True)
    (asset,) = account.quota(speaking, 3)
    assert (asset.product, asset.total, asset.remain) == ("cs", 100, 100)
    assert account.quota(speaking, 2)[0].remain == 100
    assert account.quota_for(speaking, AN)["cs_reply"]["total"] == 100
    sim.say(AN, "xin chào")
    assert account.recent_chats(speaking)
    assert account.conversation(speaking, AN)


BEYOND: list[Callable[[ZaloClient], object]] = [
    lambda s: messages.send_list(s, AN, []),
    lambda s: messages.send_list(s, AN, [Row("x", "y")] * 6),
    lambda s: messages.send_list(s, AN, [Row("x")]),
    lambda s: messages.send_list(s, AN, [Row("x" * 101, "y")]),
    lambda s: messages.ask_for_info(s, AN, "x" * 101, "y", "https://a.example/b.png"),
    lambda s: messages.ask_for_info(s, AN, "x", "y" * 501, "https://a.example/b.png"),
    lambda s: messages.ask_for_info(s, AN, "x", "y", "javascript:alert(1)"),
    lambda s: messages.send_image(s, AN),
    lambda s: messages.send_image(s, AN, attachment_id="a", url="https://a.example/"),
    lambda s: messages.send_file(s, AN, ""),
    lambda s: messages.send(s, AN, bodies.gif("a", 0, 10)),
    lambda s: messages.send(s, AN, bodies.text("x", [Button("a", "query", "q" * 1001)])),
    lambda s: messages.send(s, AN, bodies.text("x", [Button("a", "url", "ftp://a.example/")])),
    lambda s: messages.react(s, AN, "1", "heart"),
    lambda s: templates.send_to_phone(s, "12345", "300101", DATA, "t1"),
    lambda s: templates.send_to_phone(s, "0901234567", "300101", DATA, "t" * 49),
    lambda s: templates.send_to_phone(s, "0901234567", "", DATA, "t1"),
    lambda s: templates.send_to_user(s, AN, "300101", {"a": "x" * 100_001}, "t1"),
    lambda s: templates.send_to_user(
        s, AN, "1", {}, "t1", params=[template_facts.Param("ten", True, "STRING", 30, 1)]
    ),
    lambda s: templates.send_to_user(
        s, AN, "1", {"ten": "x" * 31}, "t1", params=[template_facts.Param("ten", True, "STRING", 30, 1)]
    ),
    lambda s: articles.create(s, articles.made(Post("x" * 150, "y", "https://a.example/", ["z"]))),
    lambda s: articles.create(s, articles.made(Post("x", "y" * 300, "https://a.example/", ["z"]))),
    lambda s: articles.create(s, articles.made(Post("x", "y", "", ["z"]))),
    lambda s: articles.create(s, articles.made(Post("x", "y", "https://a.example/", [" \n "]))),
    lambda s: articles.listed(s, limit=11),
    lambda s: broadcasts.send(s, "", Audience()),
    lambda s: broadcasts.send(s, "a", Audience(ages=(8,))),
    lambda s: broadcasts.send(s, "a", Audience(gender=3)),
    lambda s: uploads.upload(s, "image", JPEG * 600),
    lambda s: uploads.upload(s, "image", b"GIF89a"),
    lambda s: uploads.upload(s, "file", b"<html>"),
    lambda s: uploads.upload(s, "gif", b""),
    lambda s: users.page(s, 3, 9951),
    lambda s: users.tag(s, AN, "ab"),
    lambda s: account.conversation(s, AN, count=11),
]


@pytest.mark.parametrize("wrong", BEYOND)
def test_what_is_beyond_the_limits_is_never_asked(
    sim: Sim, speaking: ZaloClient, wrong: Callable[[ZaloClient], object]
) -> None:
    before = dict(sim.world.calls)
    with pytest.raises(Refused) as caught:
        wrong(speaking)
    assert caught.value.code is None
    assert sim.world.calls == before
