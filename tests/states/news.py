"""Announcements: lists, one of them, alerts above every page, and bodies as editors paste them."""

import datetime as dt

from portal.core import clock
from portal.core.db import db
from portal.news import queries
from portal.news.models import Announcement, Category, Kind
from tests.factories import keep, make_news
from tests.states.stage import ENGLISH, ODD, Answer, Ask, Play, Stage

play = Play("news")
BODY = (
    "<h2>Lịch</h2><p>Từ <strong>8 giờ</strong>, xem <a href='https://example.vn/"
    + "a" * 300
    + "'>đường dẫn</a></p>"
    "<ul><li>Phường Long An</li></ul>"
    "<table><tr><th>Ngày</th><th>Giờ</th></tr><tr><td>1</td><td>8</td></tr></table>"
    "<h1>Tiêu đề dán vào</h1><p style='color:red' onclick='x()'>"
    + ODD["no spaces"]
    + "</p><img src='/khong-co.jpg'>"
    "<img src='/media/mat-roi.jpg' alt='Ảnh không còn' width='640' height='480'>"
)

play.pages(
    {
        "all": "/thong-tin/",
        "a shelf": "/thong-tin/tin-tuc/",
        "an empty shelf": "/thong-tin/su-kien/",
    }
)
play.pages({"no answers yet": "/hoi-dap/", "about, without pages": "/gioi-thieu/"})
play.pages({"no such shelf": "/thong-tin/khong-co/", "no such news": "/tin/khong-co/"}, status=404)


def _one(title: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        made = make_news(title=title, summary=title, body=BODY)
        return stage.citizen().get(_address(made))

    return ask


def _address(made: object) -> str:
    item = db.session.get(Announcement, made)
    assert item
    return f"/tin/{item.slug}/"


for _name, _title in ODD.items():
    play.state(f"one announcement, {_name}")(_one(_title))


@play.state("list of odd titles")
def odd_list(stage: Stage) -> Answer:
    """All of them in one list, one pinned."""
    make_news(title="Ghim lên đầu", is_pinned=True)
    return stage.citizen().get("/thong-tin/tin-tuc/")


@play.state("one topic and a commune's name that stands for several")
def narrowed(stage: Stage) -> Answer:
    """Which place is meant is asked."""
    make_news(title="Tiêm sởi", topics=["Y tế", ODD["no spaces"][:60]])
    return stage.citizen().get("/thong-tin/?chu-de=Y%20t%E1%BA%BF&xa=xa%20tan%20lap%20tinh%20long%20an")


@play.state("one topic, in English")
def of_a_topic(stage: Stage) -> Answer:
    """Its topics are offered."""
    return stage.citizen(ENGLISH).get("/thong-tin/?chu-de=Y%20t%E1%BA%BF")


@play.state("a document in short")
def document(stage: Stage) -> Answer:
    """Its number and day."""
    told = {"number": "12/2026/QĐ-UBND", "date": "2026-11-20", "signer": "Nguyễn Văn A"}
    make_news(title="Mức hỗ trợ mới", kind=Kind.POLICY, details=told)
    make_news(title="Ngân sách năm 2026", kind=Kind.PAGE, topics=["Công khai ngân sách"])
    return stage.citizen().get("/van-ban/")


@play.state("about, with pages of editors")
def about(stage: Stage) -> Answer:
    """By their topic."""
    return stage.citizen().get("/gioi-thieu/")


@play.state("one that is over")
def over(stage: Stage) -> Answer:
    """It stays readable and says that its time has passed."""
    long_ago = clock.now() - dt.timedelta(days=30)
    made = make_news(published_at=long_ago, expires_at=long_ago + dt.timedelta(days=1), title="Đã qua")
    return stage.citizen().get(_address(made))


@play.state("second page of the archive")
def second_page(stage: Stage) -> Answer:
    """Many announcements."""
    for number in range(30):
        make_news(title=f"Tin cũ {number}", category=Category.POWER)
    return stage.citizen().get("/thong-tin/cup-dien/?trang=2")


@play.state("alerts above a page")
def alerts(stage: Stage) -> Answer:
    """Two alerts in force, one with a title of 1,094 characters."""
    make_news(title="Bão số 3 vào đất liền", alert_level="danger", category=Category.WARNING)
    make_news(title=ODD["1,094 characters"], alert_level="warning", category=Category.WARNING)
    answer = stage.citizen().get("/ho-so/")
    for item in db.session.query(Announcement).filter(Announcement.alert_level.is_not(None)):
        item.alert_level = None
        keep(item)
    queries.forget_alerts()
    return answer
