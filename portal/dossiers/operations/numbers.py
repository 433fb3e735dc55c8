"""People of whom a dossier gives us no more than a number: told by paid channels, or put on a list."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from portal.citizens import operations as citizens
from portal.citizens import queries as known_citizens
from portal.citizens import reach
from portal.dossiers.models import Standing
from portal.dossiers.operations.history import State
from portal.notifications import route, worklist
from portal.notifications.untold import NO_NUMBER
from portal.notifications.worklist import NotTold

CALLED_FIRST = (Standing.AUTHORISED, Standing.DESK, Standing.SUBMITTER, Standing.OWNER)
News = tuple[State, int, str]
"""A dossier, the version and the kind of what is to be told."""


def meet(news: Sequence[News]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Dossier -> who is behind its number: met now, where a channel to numbers is set up and it agreed.

    Without such a channel nothing is asked and nobody is made. A person so met has no more than the number.
    """
    open_kinds = route.to_numbers({kind for _, _, kind in news})
    wanted = _strangers([s for s, _, kind in news if kind in open_kinds])
    made: dict[str, uuid.UUID] = {}
    for mark, number in sorted(set(wanted.values())):
        made[mark] = citizens.meet_by_number(number, "one_stop")
    return {s_id: [made[mark]] for s_id, (mark, _) in wanted.items()}


def note(news: Sequence[News]) -> int:
    """Onto the officers' list, or no one would notice; how many are new there."""
    told = {s.id: (version, kind) for s, version, kind in news}
    wanted = {s_id: mark for s_id, (mark, _) in _strangers([s for s, _, _ in news]).items()}
    wanted |= dict.fromkeys(_numberless([s for s, _, _ in news]), NO_NUMBER)
    return worklist.note([NotTold(s_id, *told[s_id], mark) for s_id, mark in wanted.items()])


def _numberless(states: Sequence[State]) -> set[uuid.UUID]:
    """Dossiers that said yes and gave no number at all, now or when they came onto the list."""
    without = {s.id: s.tick for s in states if not any(s.contacts.values())}
    silent = {s_id for s_id, tick in without.items() if tick is None}
    said_yes = {s_id for s_id, tick in without.items() if tick is True}
    return said_yes | (worklist.numberless(silent) if silent else set())


def _strangers(states: Iterable[State]) -> Mapping[uuid.UUID, tuple[str, str]]:
    """Dossier -> mark and number that agreed and that nobody has; who is known and not owed said no."""
    first = {s.id: found for s in states if (found := _first(s.contacts)) is not None}
    agreed = reach.numbers_agreed({(mark, s_id) for s_id, (mark, _) in first.items()})
    known = _known({mark for mark, _ in agreed})
    return {s_id: first[s_id] for mark, s_id in sorted(agreed, key=str) if mark not in known}


def _known(marks: Collection[str]) -> Collection[str]:
    return known_citizens.with_phones(marks).keys()


def _first(contacts: Mapping[Standing, Mapping[str, str]]) -> tuple[str, str] | None:
    return next((pair for standing in CALLED_FIRST for pair in contacts.get(standing, {}).items()), None)
