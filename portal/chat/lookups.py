"""Looking a dossier up from the chat: by R15's levels, within R16's limits, in the page's own words."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from portal.chat import messages
from portal.chat.messages import Reply
from portal.citizens import queries as citizens
from portal.citizens.models import Purpose
from portal.core import limits, settings
from portal.core.clock import shown as shown_at
from portal.dossiers import freshness, queries
from portal.dossiers import messages as words
from portal.dossiers import operations as dossiers
from portal.dossiers.codes import read
from portal.dossiers.models import TERMINAL
from portal.dossiers.operations import links
from portal.dossiers.queries import Viewer
from portal.dossiers.views import DossierView
from portal.notifications.messages import Button

_DIGITS = re.compile(r"(.*\S)\s+([0-9]{4})", re.DOTALL)
_TOKEN = re.compile(rf"(.*\S)\s+{messages.LINK}([A-Za-z0-9_-]{{16,64}})", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """Codes somebody wrote, and the four digits behind a single one."""

    codes: tuple[str, ...]
    digits: str | None = None
    token: str | None = None  # of a link of ours that was printed and photographed


@dataclass(frozen=True)
class Seen:
    """What this person may see of a dossier, and by which proof."""

    view: DossierView
    via: str  # phone, digits, link
    proof: str | None = None  # what a button must bring back to prove it again
    share_id: uuid.UUID | None = None  # the relative's link it came by


def asked(said: str) -> Asked | None:
    """The national codes in a text; `CODE 1234` only when exactly one code stands before the digits."""
    linked = _TOKEN.fullmatch(said)
    if linked and len(alone := read(linked[1]).codes) == 1:
        return Asked(alone, token=linked[2])
    parted = _DIGITS.fullmatch(said)
    if parted and len(alone := read(parted[1]).codes) == 1:
        return Asked(alone, parted[2])
    codes = read(said).codes
    return Asked(codes) if codes else None


def asked_elsewhere(said: str) -> Asked | None:
    """A code of another system: the whole text, or all before four digits, when a dossier carries it."""
    whole = read(said).exact
    if whole and queries.id_of(whole):
        return Asked((whole,))
    parted = _DIGITS.fullmatch(said)
    head = read(parted[1]).exact if parted else None
    return Asked((head,), parted[2]) if parted and head and queries.id_of(head) else None


def beyond_limit(user_id: str, cost: int) -> tuple[bool, Reply | None]:
    """Count look-ups of this Zalo user; beyond the limit say so once, then be silent for the minute."""
    most = settings.get().lookups_per_browser
    counted = 0
    for _ in range(cost):
        counted, _left = limits.count(limits.key("lookup", "zalo", user_id), 60)
    if counted <= most:
        return False, None
    return True, messages.too_often() if counted - cost <= most else None


def look(
    code: str, digits: str | None, citizen_id: uuid.UUID, user_id: str, token: str | None = None
) -> Seen | Reply:
    """What may be seen, or what to say instead.

    Digits that do not fit and a code that does not exist get one and the same answer.
    """
    if token and (linked := by_link(token, code)):
        return linked
    view = queries.view(code, Viewer(citizen_id=citizen_id))
    if digits is None or (view and view.level >= 1):
        return Seen(view, "phone") if view else Reply(_absent(code))
    fits = dossiers.check_digits(code, digits, f"zalo:{user_id}")
    proven = queries.view(code, Viewer(citizen_id=citizen_id, digits_ok=True)) if fits else None
    return Seen(proven, "digits", digits) if proven else messages.mismatch()


def _absent(code: str) -> str:
    """A code we do not have; while a one-stop system is silent nobody can say that there is none."""
    since = freshness.silent_since()
    return messages.not_told(code, shown_at(since)) if since else messages.not_found(code)


def by_link(token: str, code: str | None = None) -> Seen | None:
    """What a printed link of ours shows; None when it opens nothing any more, or another dossier."""
    found = links.opened(token)
    view = queries.view_by_id(found.dossier_id, Viewer(link_dossier_id=found.dossier_id)) if found else None
    if found is None or view is None or code not in {None, view.code}:
        return None
    share_id = found.link_id if found.is_share else None
    return Seen(view, "share" if share_id else "link", f"{messages.LINK}{token}", share_id)


def shown(seen: Seen, citizen_id: uuid.UUID) -> Reply:
    """One dossier, as this person may see it."""
    return messages.found([_text(seen.view, alone=True)], _buttons(seen, citizen_id, alone=True))


def answer(wanted: Asked, citizen_id: uuid.UUID, user_id: str) -> Reply:
    """Up to three dossiers in one message, each as this person may see it."""
    texts: list[str] = []
    buttons: list[Button] = []
    alone = len(wanted.codes) == 1
    for code in wanted.codes:
        seen = look(code, wanted.digits, citizen_id, user_id, wanted.token)
        if isinstance(seen, Reply):
            texts.append(seen.text)
            buttons += seen.buttons
        else:
            texts.append(_text(seen.view, alone=alone))
            buttons += _buttons(seen, citizen_id, alone=alone)
    return messages.found(texts, buttons)


def _text(view: DossierView, *, alone: bool) -> str:
    said = words.as_text(view)
    return f"{said}\n\n{messages.prove(view.code)}" if alone and view.level < 1 else said


def _buttons(seen: Seen, citizen_id: uuid.UUID, *, alone: bool) -> Sequence[Button]:
    view, shown = seen.view, []
    if view.level >= 1 and not seen.share_id:
        link = dossiers.link_address(dossiers.make_link(view.id, "message"))
        shown.append(messages.address("Xem chi tiết" if alone else f"Xem {view.code}", link))
    told = citizens.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, view.id)
    if view.status not in TERMINAL and not told:
        shown.append(messages.follow_button(view.code, seen.proof, alone=alone))
    if view.level < 1 and alone:
        shown.append(messages.phone_button())
    return shown
