"""Who is told of a change, and in which words: owed in the transaction that writes it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from portal.citizens import queries as citizens
from portal.citizens.models import Purpose
from portal.core.db import db
from portal.dossiers.models import Follow, Status
from portal.dossiers.operations import links, numbers, rating, wording
from portal.dossiers.operations.history import PASSING, Change, State
from portal.dossiers.operations.many import among
from portal.dossiers.operations.numbers import News
from portal.dossiers.operations.wording import Around
from portal.dossiers.queries.privacy import is_sensitive
from portal.notifications import operations as notifications
from portal.notifications.messages import Button
from portal.notifications.operations import Owed

KINDS = {
    Status.ACCEPTED: ("dossier_accepted", "Xem giấy tiếp nhận"),
    Status.REJECTED: ("dossier_rejected", "Xem lý do"),
    Status.PROCESSING: ("dossier_processing", "Xem quá trình xử lý"),
    Status.SUPPLEMENT_REQUIRED: ("dossier_supplement", "Xem yêu cầu"),
    Status.PAYMENT_REQUIRED: ("dossier_payment", "Xem khoản phải nộp"),
    Status.WITHDRAWN: ("dossier_withdrawn", "Xem thông báo"),
    Status.STOPPED: ("dossier_stopped", "Xem thông báo"),
    Status.RESOLVED: ("dossier_resolved", "Xem kết quả"),
    Status.RETURNED: ("dossier_returned", "Xem hồ sơ"),
}
TO_ACT_ON = frozenset({Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED, Status.RESOLVED})
"""What never waits for quick changes to end, also where the words keep it private."""
PAID = ("dossier_payment_done", "Xem biên lai")
NEUTRAL = ("dossier_neutral", "Mở hồ sơ")


def owe(states: Sequence[State]) -> int:
    """Owe a message to everybody who agreed: whoever has a phone of the dossier, or follows it.

    What still waits to be told of a state that was silently left is not told any more.
    """
    news = [(s, change) for s in states for change in s.changes if change.is_news]
    left = {s.id: s.version for s in states if any(change.is_way_back for change in s.changes)}
    notifications.withdraw("dossier", left, [KINDS[Status(status)][0] for status in PASSING])
    people = audience([s for s in states if any(c.is_news for c in s.changes)]) if news else {}
    # The last change of a batch is the one to tell.
    unmet = {s.id: (s, change.version, _kind(s, change)[0]) for s, change in news if s.id not in people}
    people |= note_untold(list(unmet.values()))
    wanted = [(s, change, who) for s, change in news for who in people.get(s.id, ())]
    if not wanted:
        return 0
    return _owe_all(wanted)


def owe_to(state: State, change: Change, people: Sequence[uuid.UUID]) -> int:
    """Owe one change to these people, whoever else was told; how many messages are new."""
    return _owe_all([(state, change, who) for who in people])


def _owe_all(wanted: Sequence[tuple[State, Change, uuid.UUID]]) -> int:
    around = wording.around([(s, change) for s, change, _ in wanted])
    tokens = links.make_links([(s.id, "message") for s, _, _ in wanted])
    asked = [(s, who) for s, change, who in wanted if _is_end(s, change)]
    willing = rating.willing({who for _, who in asked}) if asked else set()
    told = [
        _owed(s, change, who, around, token, may_ask=who not in willing)
        for (s, change, who), token in zip(wanted, tokens, strict=True)
    ]
    added = notifications.notify(told)
    notifications.notify([rating.ask(s.id, s.code, who) for s, who in asked if who in willing])
    return added


def _is_end(state: State, change: Change) -> bool:
    """Is this the end of a dossier whose people may be asked how it was? Not where words keep it private."""
    return change.told.status in rating.ENDS and not is_sensitive(state.row["field_name"])


def audience(states: Sequence[State]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Dossier -> who may be told, in three questions for the whole batch."""
    marks = {s.id: {mark for marks in s.contacts.values() for mark in marks} for s in states}
    known = citizens.with_phones({mark for some in marks.values() for mark in some})
    pairs = {(who, s_id) for s_id, some in marks.items() for mark in some for who in known.get(mark, ())}
    following = select(Follow.citizen_id, Follow.dossier_id).where(
        among(Follow.dossier_id, marks), Follow.ended_at.is_(None)
    )
    pairs |= {(row.citizen_id, row.dossier_id) for row in db.session.execute(following)}
    told: dict[uuid.UUID, list[uuid.UUID]] = {}
    for who, dossier_id in sorted(citizens.agreed(sorted(pairs), Purpose.DOSSIER_NOTIFY), key=str):
        if dossier_id is not None:
            told.setdefault(dossier_id, []).append(who)
    return told


def note_untold(news: Sequence[News]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Dossiers with consent of which we know nobody, each with the version and kind of what is to be told.

    Who can be reached by the number alone is met and returned; the others stand on the officers' list.
    """
    met = numbers.meet(news)
    numbers.note([one for one in news if one[0].id not in met])
    return met


def _kind(state: State, change: Change) -> tuple[str, str]:
    """The kind of message a change asks for, and the title of its button."""
    status = change.told.status
    if status is None:
        raise ValueError("nobody is told of a status we do not know")
    if is_sensitive(state.row["field_name"]):
        return NEUTRAL
    return PAID if change.is_payment else KINDS[status]


def _owed(state: State, change: Change, who: uuid.UUID, around: Around, token: str, *, may_ask: bool) -> Owed:
    kind, title = _kind(state, change)
    params = {"code": state.code} if (kind, title) == NEUTRAL else wording.params(state, change, around)
    buttons = [Button(title, "url", links.link_address(token))]
    if may_ask and _is_end(state, change):
        buttons.append(rating.button(state.id))
    return Owed(
        citizen_id=who,
        kind=kind,
        subject_kind="dossier",
        subject_id=state.id,
        subject_version=change.version,
        params=params,
        buttons=tuple(buttons),
        is_urgent=change.told.status in TO_ACT_ON,
        expires_at=wording.stale_at(change),
    )
