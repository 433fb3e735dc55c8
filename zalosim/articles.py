"""The Official Account's news posts: created at once, ready after a while."""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

TOKEN_LIFE_MS = 3600 * 1000


@dataclass(slots=True)
class Article:
    """One post; it has its id from the start but tells it only when verified."""

    id: str
    fields: dict[str, Any]
    created: int
    updated: int
    is_ready: bool = False


@dataclass(slots=True)
class Pending:
    """What a create or update token stands for."""

    article_id: str
    expires: int
    polls_left: int


@dataclass(slots=True)
class Articles:
    """All posts and open tokens. The world's lock guards it."""

    posts: dict[str, Article] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)

    def create(self, members: dict[str, Any], now_ms: int, polls: int) -> str:
        """Keep a new post and return the token to ask with."""
        article = Article(secrets.token_hex(10), members, now_ms, now_ms)
        self.posts[article.id] = article
        return self._token(article.id, now_ms, polls)

    def update(self, article: Article, members: dict[str, Any], now_ms: int, polls: int) -> str:
        """Change a post; again a token."""
        article.fields.update(members)
        article.updated = now_ms
        return self._token(article.id, now_ms, polls)

    def _token(self, article_id: str, now_ms: int, polls: int) -> str:
        token = secrets.token_urlsafe(24)
        self.pending[token] = Pending(article_id, now_ms + TOKEN_LIFE_MS, polls)
        return token

    def stored(self) -> list[dict[str, Any]]:
        """For the snapshot."""
        return [asdict(article) for article in self.posts.values()]

    def restore(self, stored: list[dict[str, Any]]) -> None:
        """From the snapshot."""
        self.posts = {article["id"]: Article(**article) for article in stored}

    def clear(self) -> None:
        """Forget all posts."""
        self.posts.clear()
        self.pending.clear()
