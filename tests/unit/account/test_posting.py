"""A post of the account: asked for once, waited for, found again after an answer that got lost."""

import uuid

import pytest
from sqlalchemy import text

from portal.account.models import Article, ArticleState
from portal.account.operations import posting
from portal.core.db import db
from portal.zalo.answers import NotSent, Refused
from portal.zalo.calls import articles
from portal.zalo.calls.articles import Post
from zalosim.server import Sim

POST = Post("Lịch tiếp công dân", "Tháng 9", "https://tinh.example/bia.jpg", ["Một.\nHai."])


def owed() -> uuid.UUID:
    return posting.publish("news:1:1", POST)


def on(article: uuid.UUID, steps: int = 1) -> Article:
    for _ in range(steps):
        db.session.execute(text("UPDATE oa_article SET due_at = now() WHERE due_at IS NOT NULL"))
        db.session.execute(text("UPDATE oa_capability SET error_at = now() - interval '1 h'"))
        db.session.commit()
        posting.go_on(article)
    db.session.rollback()
    found = db.session.get(Article, article, populate_existing=True)
    assert found is not None
    return found


def made(sim: Sim) -> int:
    return len(sim.world.articles.posts)


def test_asked_for_once_and_ready_after_a_while(sim: Sim) -> None:
    sim.configure(article_polls=2)
    article = owed()
    assert owed() == article
    assert posting.due() == [article]
    assert on(article).state is ArticleState.VERIFYING
    assert on(article, 2).error_code == -214
    found = on(article)
    assert (found.state, found.due_at, found.error_code) == (ArticleState.READY, None, None)
    assert found.article_id in sim.world.articles.posts
    assert posting.due() == []
    posting.remove(article)
    assert made(sim) == 0
    assert on(article).state is ArticleState.REMOVED


@pytest.mark.parametrize("what", ["accept-then-close", "accept-then-reset"])
def test_a_lost_answer_makes_no_second_post(sim: Sim, what: str) -> None:
    sim.faults([{"what": what, "endpoint": "/v2.0/article/create", "times": 1}])
    article = owed()
    assert on(article).state is ArticleState.UNKNOWN
    assert on(article).state is ArticleState.UNKNOWN  # still in work at Zalo
    for post in sim.world.articles.posts.values():
        post.is_ready = True
    assert on(article).state is ArticleState.READY
    assert made(sim) == 1


def test_whoever_died_in_the_call_leaves_a_post_that_is_looked_for(sim: Sim) -> None:
    article = owed()
    found = posting._claim(article)
    assert found is not None
    posting._write(article, state=ArticleState.UNKNOWN)  # the mark; here the process died
    assert on(article).state is ArticleState.UNKNOWN
    db.session.execute(text("UPDATE oa_article SET changed_at = now() - interval '11 min'"))
    db.session.commit()
    assert on(article).state is ArticleState.CREATING  # proven absent
    assert on(article, 3).state is ArticleState.READY
    assert made(sim) == 1


def test_a_proven_not_sent_is_asked_again(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object, **__: object) -> str:
        raise NotSent("ConnectionError")

    article = owed()
    with monkeypatch.context() as broken:
        broken.setattr(articles, "create", dead)
        assert on(article).state is ArticleState.CREATING
    assert on(article, 3).state is ArticleState.READY
    assert made(sim) == 1


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ({"what": "error", "error": -201}, ArticleState.FAILED, -201),
        ({"what": "error", "error": -223, "message": "has not authorized"}, ArticleState.CREATING, -223),
        ({"what": "error", "error": -223, "message": "limit quota create"}, ArticleState.CREATING, -223),
        ({"what": "rate-limit"}, ArticleState.CREATING, -32),
        ({"what": "error", "error": -200}, ArticleState.UNKNOWN, -200),
        ({"what": "error", "error": -9999}, ArticleState.UNKNOWN, -9999),
        ({"what": "html"}, ArticleState.UNKNOWN, None),
        ({"what": "empty"}, ArticleState.UNKNOWN, None),
    ],
)
def test_what_came_back(sim: Sim, fault: dict[str, object], state: ArticleState, code: int | None) -> None:
    sim.faults([{**fault, "endpoint": "/v2.0/article/create"}])
    found = on(owed())
    assert (found.state, found.error_code) == (state, code)
    assert made(sim) == 0


def test_a_picture_that_zalo_cannot_take_ends_it(sim: Sim) -> None:
    sim.faults([{"what": "error", "error": -200, "endpoint": "/v2.0/article/verify"}])
    found = on(owed(), 2)
    assert (found.state, found.error_code) == (ArticleState.FAILED, -200)


def test_a_post_beyond_limits_is_refused_where_it_is_written(sim: Sim) -> None:
    with pytest.raises(Refused):
        posting.publish("news:2:1", Post("x" * 150, "y", "https://tinh.example/", ["z"]))
