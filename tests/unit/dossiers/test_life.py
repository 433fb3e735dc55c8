"""A dossier's life told in any order, repeated and cut, against a small model of the outcome (T6)."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import Dossier, StatusEvent
from portal.notifications.models import Intent
from tests.conftest import EMPTY
from tests.factories import make_person

START = dt.datetime(2026, 7, 1, 1, tzinfo=dt.UTC)
CODES = ("H44.12-260701-0001", "H44.12-260701-0002", "SBN 77")
ONCE, SILENT = {2, 4}, {1, 17}


class Model:
    """What a dossier should be after what was told of it."""

    def __init__(self) -> None:
        self.seen: set[tuple[int, int, str]] = set()
        self.moments: set[tuple[int, int]] = set()
        self.last = -1
        self.status = 0
        self.note = ""
        self.version = 0
        self.messages = 0

    def tell(self, status: int, hour: int, note: str) -> str:
        if (status, hour, note) in self.seen:
            return "duplicate"
        is_new_status = all(known != status for known, _ in self.moments)
        is_new_moment = (status, hour) not in self.moments
        self.seen.add((status, hour, note))
        self.moments.add((status, hour))
        if hour < self.last:
            return "older"
        self.last, self.status, self.note, self.version = hour, status, note, self.version + 1
        if status not in SILENT and is_new_moment and (status not in ONCE or is_new_status):
            self.messages += 1
        return "applied"


TOLD = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17]),
    st.integers(0, 6),
    st.sampled_from(["", "ghi chú"]),
)


class Life(RuleBasedStateMachine):
    """Batches of good and bad records, and calls that were cut and come again."""

    @initialize()
    def empty(self) -> None:
        db.session.remove()
        db.session.execute(EMPTY)
        db.session.commit()
        self.models = {code: Model() for code in CODES}
        self.sent: list[list[tuple[str, int, int, str]]] = []
        make_person("0912345678", agreed=True)

    def _push(self, batch: list[Any], webhook_id: str | None = None) -> list[str]:
        raw = [told if isinstance(told, str) else self._record(*told) for told in batch]
        results = operations.record_changes("demo", webhook_id or uuid.uuid4().hex, raw)
        return [result.outcome for result in results]

    @staticmethod
    def _record(code: str, status: int, hour: int, note: str) -> dict[str, Any]:
        at = clock.local(START + dt.timedelta(hours=hour))
        return {
            "MaHoSo": code,
            "TrangThaiHoSo": status,
            "ThoiDiem": f"{at:%Y%m%d%H%M%S}",
            "SoDienThoai": "0912345678",
            "GhiChu": note,
        }

    @rule(batch=st.lists(TOLD, min_size=1, max_size=6))
    def push(self, batch: list[tuple[str, int, int, str]]) -> None:
        expected = [self.models[code].tell(status, hour, note) for code, status, hour, note in batch]
        assert self._push(batch) == expected
        self.sent.append(batch)

    @rule(batch=st.lists(TOLD, min_size=1, max_size=3))
    def push_with_a_bad_one(self, batch: list[tuple[str, int, int, str]]) -> None:
        expected = [self.models[code].tell(status, hour, note) for code, status, hour, note in batch]
        assert self._push(["no record", *batch]) == ["refused", *expected]

    @rule(which=st.randoms(use_true_random=False))
    def everything_again_in_another_order(self, which: Any) -> None:
        again = [told for batch in self.sent for told in batch]
        which.shuffle(again)
        if again:
            assert set(self._push(again)) == {"duplicate"}

    @rule(batch=st.lists(TOLD, min_size=1, max_size=4))
    def cut_in_the_middle(self, batch: list[tuple[str, int, int, str]]) -> None:
        """The call dies before its commit: as if it had never been."""
        cut(lambda: self._push(batch))

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        db.session.expire_all()
        found = {d.code: d for d in db.session.scalars(select(Dossier))}
        for code, model in self.models.items():
            if not model.seen:
                assert code not in found
                continue
            made = found[code]
            assert made.raw_status == str(model.status)
            assert (made.version, made.note or "") == (model.version, model.note)
            events = select(func.count(StatusEvent.received_seq)).filter_by(dossier_id=made.id)
            assert db.session.scalar(events) == len(model.seen)
        assert db.session.scalar(select(func.count(Intent.id))) == sum(
            m.messages for m in self.models.values()
        )


def cut(work: Callable[[], object]) -> None:
    """Run something whose commit never comes."""

    def die() -> dict[str, Any]:
        work()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        operations.answer_once("demo", uuid.uuid4().hex, "/", "hash", die)


def test_a_life_told_in_any_order_ends_as_the_model_says(ctx: Flask) -> None:
    run_state_machine_as_test(
        Life,
        # no shrinking: a failure is told within seconds, not minutes
        settings=settings(
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
