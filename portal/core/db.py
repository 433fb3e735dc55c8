"""The database: base class, the one place that commits, and the way to let a connection go."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Engine,
    Enum,
    MetaData,
    Text,
    create_engine,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry

log = logging.getLogger(__name__)

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_READER = "portal.reader"
_READING: dict[str, Any] = {  # single reads: no transaction to begin or to roll back
    "isolation_level": "AUTOCOMMIT",
    "pool_pre_ping": False,
    "pool_reset_on_return": None,
    "pool_size": 4,
}

Serial = Annotated[int, mapped_column(BigInteger, primary_key=True)]
Id = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]


class Base(DeclarativeBase):
    """All tables; text without a length, moments aware, JSON as jsonb."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            dt.datetime: DateTime(timezone=True),
            str: Text(),
            StrEnum: Enum(
                StrEnum, native_enum=False, length=40, values_callable=lambda kind: [m.value for m in kind]
            ),
            dict[str, Any]: JSONB(),
            list[str]: JSONB(),
            list[Any]: JSONB(),
        },
    )


class Database(SQLAlchemy):
    """Flask-SQLAlchemy's, which lets a connection that died after the last question spoil the answer."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        release()

    @property
    def reader(self) -> Engine:
        """The app's connections for single reads, made at the first."""
        made: Engine | None = current_app.extensions.get(_READER)
        if made is None:
            usual = current_app.config["SQLALCHEMY_ENGINE_OPTIONS"]
            more = {name: usual[name] for name in ("connect_args",) if name in usual}
            made = current_app.extensions.setdefault(
                _READER, create_engine(self.engine.url, **_READING, **more)
            )
        return made

    def let_go(self) -> None:
        """Close every connection that nobody holds, the reader's too."""
        self.engine.dispose()
        if _READER in current_app.extensions:
            self.reader.dispose()


db = Database(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


@contextmanager
def transaction() -> Iterator[Session]:
    """One operation: commit when the outermost block ends well, else roll back.

    Inside another transaction it joins it, so operations may call operations.
    """
    session = db.session()
    outermost = not session.info.get("open")
    session.info["open"] = True
    try:
        yield session
        if outermost:
            session.commit()
            for call in session.info.pop("afterwards", []):
                call()
    except BaseException:
        if outermost:
            session.rollback()
            session.info.pop("afterwards", None)
        raise
    finally:
        session.info["open"] = not outermost


@contextmanager
def apart() -> Iterator[Connection]:
    """A commit of its own beside the open transaction: only for how far a long one has come."""
    with db.engine.begin() as connection:
        yield connection


def afterwards(call: Callable[[], object]) -> None:
    """Do this once the open transaction has committed, and not at all if it rolls back."""
    db.session().info.setdefault("afterwards", []).append(call)


def notify(channel: str) -> None:
    """Ring PostgreSQL's bell on commit; listeners (the relay) wake at once."""
    db.session().execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


def release() -> None:
    """Give the connection back, so that slow calls elsewhere do not hold it.

    Nothing is owed to it any more: one that died meanwhile, and cannot even roll back, is thrown away.
    """
    try:
        db.session.remove()
    except DBAPIError as error:
        log.warning("a connection died before it was given back error=%s", type(error.orig).__name__)
        db.session.registry().invalidate()
        db.session.registry.clear()


def database_url(url: str) -> str:
    """The same address with the driver we use."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
