"""The embedded default, for `./run` and for tests: one Valkey and one PostgreSQL below one folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.supervisor.home import Home
from portal.supervisor.postgres import Postgres
from portal.supervisor.valkey import Valkey


@dataclass(frozen=True)
class Pair:
    """The two servers, running; both may be killed, stopped and started again."""

    valkey: Valkey
    postgres: Postgres

    @property
    def database_url(self) -> str:
        """DATABASE_URL of the database `portal`, empty at first."""
        return self.postgres.url

    @property
    def redis_url(self) -> str:
        """REDIS_URL."""
        return self.valkey.url


def valkey(home: Home) -> Valkey:
    """The queue server of this home."""
    return Valkey(home.path / "valkey", home.sockets(), home.log("valkey"))


def postgres(home: Home, *, durable: bool = True) -> Postgres:
    """The database server of this home."""
    return Postgres(home.path / "postgres", home.sockets(), home.log("postgres"), durable=durable)


@contextmanager
def embedded(path: Path, *, durable: bool = True) -> Iterator[Pair]:
    """Both servers for the time of the block, data kept below `path`; call it from the main thread.

    `durable=False` is for tests: quicker, and still safe against kills.
    """
    home = Home(path)
    with home.locked():
        pair = Pair(valkey(home), postgres(home, durable=durable))
        try:
            pair.valkey.launch()
            pair.postgres.launch()
            pair.valkey.wait_ready()
            pair.postgres.wait_ready()
            yield pair
        finally:
            pair.postgres.stop()
            pair.valkey.stop()
            home.remove_sockets()
