"""T7, short: tokens are changed by four processes that are killed at each point; none is lost on our side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.supervisor.services import Pair
from tests.fault import token_house
from tests.fault.token_house import BETWEEN, TokenHouse
from tests.fault.token_stub import TokenStub

CHANGES = 1000
KILLS = {"A1": 15, "A2": 4, "F4": 5, "A4": 5, "A5": 16, "A6": 15}  # the middle ones wait for a lease to end


@pytest.fixture
def house(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenHouse]:
    """An empty home with a strict token endpoint; the test opens it."""
    with TokenStub() as stub:
        for name, value in token_house.environment(pair, stub, tmp_path, wait=150).items():
            monkeypatch.setenv(name, value)
        lived_in = token_house.moved_in(pair, stub, tmp_path)
        yield lived_in
        lived_in.close()
    monkeypatch.undo()
    token_house.forget()


@pytest.mark.fault
def test_sixty_deaths_in_a_thousand_changes_lose_no_token(house: TokenHouse) -> None:
    stub = house.stub
    house.open(processes=4)
    for turn in range(max(KILLS.values())):
        for point, many in KILLS.items():
            if turn < many:
                assert house.kill_at(point), point
    assert house.wait_changes(CHANGES, 240)
    house.close()
    killed_between = sum(KILLS[point] for point in BETWEEN)
    assert house.seen.errors == []
    assert stub.strange == 0
    assert house.ours() == (stub.access, stub.refresh)
    # Only where the answer was in nobody's hands a token was tried again, once; then a person helped.
    assert len(stub.reused) == killed_between
    assert set(stub.reused.values()) == {1}
    assert house.seen.consents == stub.grants == killed_between
    assert len(house.seen.alarms) == killed_between
    assert max(house.seen.alarms) < 60
