"""Real servers and a real database for every test; one database for each pytest process."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from redis import Redis
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.core import current, queue, schema, settings
from portal.core.db import db
from tests.together import Together, group, turn

SECRETS = {
    "SECRET_KEY": "test-secret-key-0123456789",
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "PHONE_HMAC_KEY": "test-phone-key",
    "ZALO_APP_ID": "1879034526617720931",
    "ZALO_APP_SECRET": "SimAppSecret",
    "ZALO_OA_ID": "2958416037745520183",
    "ZALO_OA_SECRET": "SimOaSecretKey0123456789",
    "ZALO_ACCESS_TOKEN": "SimAccessToken",
    "IS_TEST_HOME": "1",
    "TIME_SCALE": "1",
    "PAGE_CACHE_SECONDS": "0",
    "QUIET_FROM": "0",  # tests run at night, too
    "QUIET_UNTIL": "0",
}


# Beside a living product: writers are waited for, so that no row is left that names one already gone.
HOLD = text(
    """DO $$ DECLARE t record; BEGIN
       FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
       LOOP EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', t.tablename); END LOOP; END $$"""
)
EMPTY = text(
    """DO $$ DECLARE t record; BEGIN
       SET LOCAL session_replication_role = replica;
       FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
       LOOP EXECUTE format('DELETE FROM %I', t.tablename); END LOOP; END $$"""
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--whole`: what has a short form takes its full one."""
    parser.addoption("--whole", action="store_true", help="full forms of tests that have a short one")


def pytest_configure(config: pytest.Config) -> None:
    """Start one pair of servers for the whole run; each process gets a database of its own."""
    from portal.supervisor import services  # noqa: PLC0415 - only the controlling process starts servers

    if not hasattr(config, "workerinput") and not config.option.collectonly:
        home = Path(tempfile.mkdtemp(prefix="portal-test-"))
        pair = services.embedded(home, durable=False)
        running = pair.__enter__()
        config.stash[_PAIR] = (pair, home)
        os.environ["TEST_DATABASE_URL"] = running.database_url
        os.environ["TEST_REDIS_URL"] = running.redis_url
        os.environ["TEST_STOCK"] = str(home / "stock")
    os.environ.update(SECRETS)
    name = "test_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    number = int(name.removeprefix("test_gw") or 0) if "gw" in name else 9
    os.environ["DATABASE_URL"] = database(os.environ.get("TEST_DATABASE_URL", ""), name)
    os.environ["REDIS_URL"] = f"{os.environ.get('TEST_REDIS_URL', '').partition('?')[0]}?db={number % 16}"
    os.environ["PORTAL_HOME"] = str(Path(tempfile.gettempdir()) / f"portal-{os.getpid()}")
    settings.get.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first."""
    root = Path(__file__).parents[1]
    named = {item.path: item.path.relative_to(root).as_posix() for item in items}
    items.sort(key=lambda item: turn(named[item.path]))
    for item in items:
        if "_running" in getattr(item, "fixturenames", ()):
            file = named[item.path]
            assert group(file) not in {file, None}, f"{file}: tests/together.py does not see that it lives"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """What belongs together stays in one process (tests/together.py)."""
    return Together(config, log)


_PAIR: pytest.StashKey[tuple[object, Path]] = pytest.StashKey()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if _PAIR in config.stash:
        pair, home = config.stash[_PAIR]
        pair.__exit__(None, None, None)  # type: ignore[attr-defined]
        shutil.rmtree(home, ignore_errors=True)


def database(url: str, name: str) -> str:
    """The address of a fresh empty database of this process."""
    if not url:
        return ""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{tail}"


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """The portal with its schema, on this process's own database."""
    from portal.app import create_app  # noqa: PLC0415 - settings must stand before the app is read

    made = create_app()
    made.testing = True
    with made.app_context():
        schema.bring_up()
    yield made
    with made.app_context():
        db.let_go()


def empty(*, is_alive: bool = False) -> None:
    """Every table; again when a worker of a flow test was just writing down how its last call ended."""
    for try_ in range(5):
        try:
            if is_alive:
                db.session.execute(HOLD)
            db.session.execute(EMPTY)
            db.session.commit()
        except OperationalError:
            db.session.rollback()
            if try_ == 4:
                raise
        else:
            current.tell()
            return


@pytest.fixture
def ctx(app: Flask) -> Iterator[Flask]:
    """Inside the app, with empty tables and an empty queue."""
    with app.app_context():
        empty()
        queue.connection().flushdb()
        yield app
        db.session.remove()


@pytest.fixture
def client(ctx: Flask) -> FlaskClient:
    """A browser without cookies."""
    return ctx.test_client()


@pytest.fixture
def redis(ctx: Flask) -> Redis:
    """The real queue server, this process's own database in it."""
    return queue.connection()
