"""News posts of the account: owed once, asked for once, waited for; an unclear asking is looked for.

Zalo makes a post in the background and knows no key of ours: whether an asking worked is seen in its list.
"""

import datetime as dt
import logging
import uuid
from functools import partial
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.account.models import Article, ArticleState
from portal.core import clock, settings
from portal.core.db import transaction
from portal.zalo import retry
from portal.zalo.answers import NotNow, NotSent, Refused, ZaloError
from portal.zalo.calls import articles
from portal.zalo.calls.articles import Post
from portal.zalo.codes import IN_WORK
from portal.zalo.oa.models import Ability

LEASE_SECONDS = 90.0
QUICK_POLLS, QUICK_SECONDS, SLOW_SECONDS = 8, 3.0, 60.0
TOKEN_LIFE = dt.timedelta(hours=1)
LOOK_SECONDS = 60.0
ABSENT_AFTER = dt.timedelta(minutes=10)  # what is not in the list by then was never made
MOST_TRIES = 12
OPEN = (ArticleState.CREATING, ArticleState.VERIFYING, ArticleState.UNKNOWN)
NOW = func.clock_timestamp()
log = logging.getLogger(__name__)


def publish(key: str, post: Post) -> uuid.UUID:
    """Owe a post; the relay has it made. The same key adds nothing. Refused for what Zalo would refuse."""
    body = articles.made(post)
    now = clock.now()
    row = insert(Article).values(
        id=uuid.uuid4(),
        oa_id=settings.get().zalo_oa_id,
        key=key,
        title=body["title"],
        body=body,
        state=ArticleState.CREATING,
        tries=0,
        due_at=now,
        created_at=now,
        changed_at=now,
    )
    with transaction() as session:
        made = session.scalar(row.on_conflict_do_nothing().returning(Article.id))
        return made or session.scalars(select(Article.id).filter_by(key=key)).one()


def remove(article: uuid.UUID) -> None:
    """Take a post from Zalo; one that Zalo does not know any more counts as taken. Raises the ZaloError."""
    found = _read(article)
    if found.article_id:
        try:
            retry.ask(partial(articles.remove, article_id=found.article_id), Ability.ARTICLES)
        except Refused as error:
            if error.code != -201:
                raise
    _write(article, state=ArticleState.REMOVED, due_at=None)


def due() -> list[uuid.UUID]:
    """Posts that somebody should go on with."""
    with transaction() as session:
        return list(
            session.scalars(
                select(Article.id).where(Article.state.in_(OPEN), Article.due_at <= NOW).limit(20)
            )
        )


def go_on(article: uuid.UUID) -> ArticleState | None:
    """The next step of one post; None when somebody else is at it or nothing is due."""
    found = _claim(article)
    if found is None:
        return None
    try:
        _STEPS[found.state](found)
    except ZaloError as error:
        _after(found, error)
    return _read(article).state


def _claim(article: uuid.UUID) -> Article | None:
    lease = dt.timedelta(seconds=settings.get().scaled(LEASE_SECONDS))
    with transaction() as session:
        taken = session.scalar(
            update(Article)
            .where(Article.id == article, Article.state.in_(OPEN), Article.due_at <= NOW)
            .values(due_at=NOW + lease)
            .returning(Article.id)
        )
    return _read(article) if taken else None


def _create(found: Article) -> None:
    # Marked before the call: whoever dies in it leaves a post that is looked for, not one made twice.
    _write(found.id, state=ArticleState.UNKNOWN, changed_at=NOW)
    token = retry.ask(partial(articles.create, post=found.body), Ability.ARTICLES)
    _write(found.id, state=ArticleState.VERIFYING, token=token, tries=0, due_at=_in(QUICK_SECONDS), **_CLEAN)


def _verify(found: Article) -> None:
    article_id = retry.ask(partial(articles.verify, token=found.token or ""), Ability.ARTICLES)
    _write(found.id, state=ArticleState.READY, article_id=article_id, due_at=None, **_CLEAN)


def _look(found: Article) -> None:
    """Is it in Zalo's list? When it is not, long after the asking, it was never made."""
    seen = retry.ask(
        partial(articles.find, title=found.title, since=found.created_at - dt.timedelta(minutes=5)),
        Ability.ARTICLES,
    )
    if seen is not None:
        _write(found.id, state=ArticleState.READY, article_id=seen.article_id, due_at=None, **_CLEAN)
    elif clock.now() - found.changed_at < ABSENT_AFTER:
        _write(found.id, due_at=_in(LOOK_SECONDS))
    else:
        _write(found.id, state=ArticleState.CREATING, tries=0, due_at=NOW, **_CLEAN)


_STEPS = {
    ArticleState.CREATING: _create,
    ArticleState.VERIFYING: _verify,
    ArticleState.UNKNOWN: _look,
}
_CLEAN: dict[str, Any] = {"error": None, "error_code": None, "changed_at": NOW}


def _after(found: Article, error: ZaloError) -> None:
    """By what is known: not asked is asked again, in work is polled, unclear is looked for, no is the end."""
    told = {"error": error.detail, "error_code": error.code, "tries": found.tries + 1}
    wait = retry.wait_after(error, found.tries)
    is_over = found.state is ArticleState.VERIFYING and clock.now() - found.changed_at > TOKEN_LIFE
    if error.code == IN_WORK and not is_over:
        wait = QUICK_SECONDS if found.tries < QUICK_POLLS else SLOW_SECONDS
    elif is_over:
        _write(found.id, state=ArticleState.UNKNOWN, due_at=_in(LOOK_SECONDS), **told)
        return
    elif wait is None or found.tries >= MOST_TRIES:
        log.error("a post of the account failed article=%s %s", found.id, error)
        _write(found.id, state=ArticleState.FAILED, due_at=None, **told)
        return
    is_asked = found.state is ArticleState.CREATING and not isinstance(error, NotSent | NotNow | Refused)
    state = ArticleState.UNKNOWN if is_asked else found.state
    _write(found.id, state=state, due_at=_in(LOOK_SECONDS if is_asked else wait), **told)


def _in(seconds: float) -> Any:
    return NOW + dt.timedelta(seconds=settings.get().scaled(seconds))


def _read(article: uuid.UUID) -> Article:
    with transaction() as session:
        found = session.get(Article, article, populate_existing=True)
        if found is None:
            raise LookupError("no such post")
        session.expunge(found)
    return found


def _write(article: uuid.UUID, **values: Any) -> None:
    with transaction() as session:
        session.execute(
            update(Article)
            .where(Article.id == article)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
