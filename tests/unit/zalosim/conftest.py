"""A simulator on a free port with its client and its webhook receiver, fresh for every test."""

from collections.abc import Iterator

import pytest

from tests.unit.zalosim.outside import AN, Client, Receiver
from zalosim.identity import Identity
from zalosim.server import Sim


@pytest.fixture
def sim() -> Iterator[Sim]:
    """A simulator with one citizen, An, who follows."""
    with Sim(identity=Identity(), people=[AN]) as running:
        yield running


@pytest.fixture
def client(sim: Sim) -> Client:
    """A client for it."""
    return Client(sim)


@pytest.fixture
def receiver(sim: Sim) -> Iterator[Receiver]:
    """A receiver the simulator points at, after the probe."""
    made = Receiver()
    sim.configure(webhook_url=made.url)
    assert sim.settle()
    made.calls.clear()
    yield made
    made.close()


@pytest.fixture
def an() -> str:
    """An's id."""
    return str(AN["user_id"])
