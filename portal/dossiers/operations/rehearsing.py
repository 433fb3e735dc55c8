"""A push by a test key: judged by the very code of the real one, and all of it taken back."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from portal.core.db import transaction
from portal.dossiers.forms import Complaint, read_dossier, read_progress
from portal.dossiers.operations import keys
from portal.dossiers.operations.intake import Result, record_changes
from portal.dossiers.operations.progress import record_progress

Answer = TypeVar("Answer")
Work = Callable[[str, str, Sequence[object]], list[Result]]
NOT_A_GUEST = Complaint("/SoDienThoai", "not_a_guest")


class _Over(Exception):
    """The rehearsal ends; whatever it wrote is not committed."""


def rehearsed(work: Callable[[], Answer]) -> Answer:
    """What `work` answers; nothing that it wrote or owed stays."""
    answers: list[Answer] = []
    try:
        with transaction():
            answers.append(work())
            raise _Over
    except _Over:
        return answers[0]


def changes_of_guests(client: str, webhook_id: str, records: Sequence[object]) -> list[Result]:
    """As record_changes, for dossiers whose every phone is a guest's; the others are refused."""
    return _among(records, keys.strangers(records, read_dossier), client, webhook_id, record_changes)


def progress_of_guests(client: str, webhook_id: str, records: Sequence[object]) -> list[Result]:
    """As record_progress, for dossiers whose every phone is a guest's; the others are refused."""
    return _among(records, keys.strangers(records, read_progress), client, webhook_id, record_progress)


def _among(
    records: Sequence[object], strangers: set[int], client: str, webhook_id: str, work: Work
) -> list[Result]:
    taken = [place for place in range(len(records)) if place not in strangers]
    done = dict(zip(taken, work(client, webhook_id, [records[place] for place in taken]), strict=True))
    return [done.get(place) or _refused(one) for place, one in enumerate(records)]


def _refused(record: object) -> Result:
    told = record.get("MaHoSo") if isinstance(record, Mapping) else None
    return Result(told[:64] if isinstance(told, str) else None, "refused", (NOT_A_GUEST,))
