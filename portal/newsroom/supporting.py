"""Published hotlines and centres stand on the Support page as well: a number to call, a place with its hours.

Written in the transaction that shows or takes away the item; the item's id (a centre's code made of it) keeps
one row for one item, however often it is shown.
"""

import re
import uuid

from portal.core import settings
from portal.news.models import Kind
from portal.newsroom.models import Item, Revision
from portal.places import operations as places
from portal.places import queries as offices
from portal.places import weeks
from portal.places.forms import OfficeFacts
from portal.support import operations as support

FIRST = 50  # before the numbers that came with the portal


def put(item: Item, told: Revision) -> None:
    """Stand there as this revision tells; nothing for other kinds. A repeat changes nothing."""
    facts = told.details
    if item.kind is Kind.HOTLINE:
        support.put_hotline(
            item.id,
            topic=told.title,
            number=_dialled(facts.get("phone", "")),
            unit=_unit(item.office_id),
            hours=facts.get("hours", ""),
            place=FIRST,
        )
    elif item.kind is Kind.CENTRE:
        places.upsert_office(_centre(item.id, told, is_public=True))


def take_away(item: Item, told: Revision) -> None:
    """Stand there no more."""
    if item.kind is Kind.HOTLINE:
        support.drop_hotline(item.id)
    elif item.kind is Kind.CENTRE:
        places.upsert_office(_centre(item.id, told, is_public=False))


def _dialled(phone: str) -> str:
    """As it is dialled: brackets and dashes only part it."""
    return " ".join(re.sub(r"[^\d+ .]", " ", phone).split())[:21]


def _unit(office_id: uuid.UUID | None) -> str:
    return (offices.office_name(office_id) if office_id else None) or settings.get().oa_name


def _centre(item_id: uuid.UUID, told: Revision, *, is_public: bool) -> OfficeFacts:
    facts = told.details
    return OfficeFacts.model_validate(
        {
            "code": f"bai-{item_id.hex}",
            "name": told.title,
            "kind": "other",
            "unit_code": told.communes[0] if len(told.communes) == 1 else None,
            "address": facts.get("address"),
            "phone": _dialled(facts.get("phone", "")) or None,
            "hours": weeks.read(facts.get("hours", "")),
            "is_public": is_public,
            "place": FIRST,
        }
    )
