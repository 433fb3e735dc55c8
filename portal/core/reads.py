"""Single reads for pages of citizens: one way to the database, and none of SQLAlchemy's on it."""

import logging
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Engine, Select
from sqlalchemy.exc import DBAPIError

from portal.core.db import db

log = logging.getLogger(__name__)


def read_alone(statement: Select[*tuple[Any, ...]], **values: object) -> Any:
    """The one row of a single read, outside any transaction, its columns by their names; None without one.

    It sees what is committed, and nothing else that the caller has begun. Make the statement once, with
    `values` as its parameters, of columns that the driver itself gives their type: text, numbers, moments,
    ids, yes or no. The driver is asked directly, since what SQLAlchemy does around it costs more than the
    answer; where that fails the usual way is gone, and says why. Nobody asks an idle connection whether it
    lives: one that died shows only here, then all of them go and a fresh one is asked.
    """
    engine = db.reader
    try:
        return _driven(engine, _words(statement), values)
    except psycopg.Error as error:
        log.info("a single read goes the usual way: %s", type(error).__name__)
    except DBAPIError:
        log.info("a single read found no connection")
    try:
        with engine.connect() as connection:
            return connection.execute(statement, values).one_or_none()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    with engine.connect() as connection:
        return connection.execute(statement, values).one_or_none()


@lru_cache(maxsize=64)
def _words(statement: Select[*tuple[Any, ...]]) -> str:
    return str(statement.compile(dialect=db.reader.dialect))


def _driven(engine: Engine, words: str, values: dict[str, object]) -> Any:
    held = engine.raw_connection()
    try:
        driver: Any = held.driver_connection
        return driver.cursor(row_factory=namedtuple_row).execute(words, values).fetchone()
    except psycopg.OperationalError:
        held.invalidate()
        raise
    finally:
        held.close()
