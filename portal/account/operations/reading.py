"""Asking Zalo about the account: its kind, its quotas, its templates. At start, and now and then."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.account.models import Quota, Template
from portal.account.operations import changes
from portal.core import clock, settings
from portal.core.db import transaction
from portal.notifications import channel
from portal.zalo import retry
from portal.zalo.answers import ZaloError
from portal.zalo.calls import account, template_facts
from portal.zalo.calls.account import Profile
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Known, OaProfile

MOST_TEMPLATES = 1000
log = logging.getLogger(__name__)


def read() -> bool:
    """Ask everything once; True when Zalo told what kind of account this is.

    What is refused stands on the desk with its code; nothing is raised. Safe to repeat.
    """
    is_told = _told(read_profile)
    for part in (read_quotas, read_template_quota, read_templates):
        _told(part)
    return is_told


def _told(part: Callable[[], None]) -> bool:
    try:
        part()
    except ZaloError as error:
        log.warning("the account could not be read part=%s %s", part.__name__, error)
        return False
    return True


def read_profile() -> None:
    """`getoa`: the kind decides by which path people are written to, until calls have taught better."""
    try:
        told = retry.ask(account.getoa)
    except ZaloError as error:
        _keep({"error_code": error.code, "error": error.detail})
        raise
    before = _keep(
        {
            **{
                name: None if value == "" else value
                for name, value in asdict(told).items()
                if name != "oa_id"
            },
            "read_at": clock.now(),
            "error_code": None,
            "error": None,
        }
    )
    if told.oa_id != settings.get().zalo_oa_id:
        log.error("the token belongs to another account than ZALO_OA_ID names")
    _choose_path(told, before)


def _choose_path(told: Profile, before: int | None) -> None:
    if told.oa_type is None:
        return
    if before is not None and before != told.oa_type:
        log.error("the account's kind changed before=%s now=%s", before, told.oa_type)
        abilities.forget_kind()
    states = abilities.all_of()
    if all(states[name].state is Known.UNKNOWN for name in abilities.SENDING):
        channel.pin(2 if told.oa_type == abilities.STATE_AGENCY else 3)


def _keep(values: dict[str, Any]) -> int | None:
    """Write the profile; the kind it named before."""
    oa_id = settings.get().zalo_oa_id
    told = {**values, "asked_at": clock.now()}
    with transaction() as session:
        before = session.scalar(select(OaProfile.oa_type).filter_by(oa_id=oa_id))
        row = insert(OaProfile).values(oa_id=oa_id, **told)
        session.execute(row.on_conflict_do_update(index_elements=[OaProfile.oa_id], set_=told))
    return before


def read_quotas() -> None:
    """What is left of the account's own messages."""
    for asset in retry.ask_either(abilities.QUOTA, account.quota):
        name = ":".join(filter(None, (asset.product, asset.kind))) or "messages"
        keep_quota(name, asset.total, asset.remain, "read", valid_through=asset.valid_through or None)


def read_template_quota() -> None:
    """What is left of today's template messages."""
    told = retry.ask(template_facts.quota, Ability.ZNS)
    keep_quota("zns_day", told.get("dailyQuota"), told.get("remainingQuota"), "read")
    if "monthlyPromotionQuota" in told:
        keep_quota(
            "zns_month_promotion",
            told["monthlyPromotionQuota"],
            told.get("remainingMonthlyPromotionQuota"),
            "read",
        )


def read_templates() -> None:
    """Every template with its status and quality; those in force with their rules."""
    offset = 0
    while offset < MOST_TEMPLATES:
        rows, total = retry.ask(partial(template_facts.listed, offset=offset), Ability.ZNS)
        for row in rows:
            _keep_template(row if row.status != "ENABLE" else _with_rules(row))
        offset += template_facts.MOST_LISTED
        if not rows or offset >= total:
            return


def _with_rules(row: template_facts.TemplateInfo) -> template_facts.TemplateInfo:
    return retry.ask(partial(template_facts.info, template_id=row.template_id), Ability.ZNS)


def _keep_template(told: template_facts.TemplateInfo) -> None:
    values: dict[str, Any] = {
        "name": told.name or None,
        "status": told.status or None,
        "quality": told.quality or None,
        "read_at": clock.now(),
    }
    if told.price:
        values["price"] = told.price
    if told.params:
        values |= {"params": [asdict(param) for param in told.params], "tag": told.tag or None}
    blank: dict[str, Any] = {"params": [], "event_times": {}}
    oa_id = settings.get().zalo_oa_id
    row = insert(Template).values(oa_id=oa_id, template_id=told.template_id, **{**blank, **values})
    with transaction() as session:
        known = session.execute(
            select(Template.status, Template.turned_off_at).filter_by(
                oa_id=oa_id, template_id=told.template_id
            )
        ).one_or_none()
        if known is not None:  # the event that would have told may be lost
            before, since = known
            values["turned_off_at"] = changes.turned_off(
                told.template_id, before, told.status, since, clock.now()
            )
        session.execute(
            row.on_conflict_do_update(index_elements=[Template.oa_id, Template.template_id], set_=values)
        )


def keep_quota(
    name: str,
    total: int | None,
    remain: int | None,
    source: str,
    *,
    valid_through: str | None = None,
    code: int | None = None,
) -> None:
    """Write down a quota as somebody told it; what the operator set is told by nobody else."""
    values = {
        "total": total,
        "remain": remain,
        "source": source,
        "valid_through": valid_through,
        "error_code": code,
        "at": clock.now(),
    }
    row = insert(Quota).values(oa_id=settings.get().zalo_oa_id, name=name, **values)
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(
                index_elements=[Quota.oa_id, Quota.name], set_=values, where=Quota.source != "operator"
            )
        )
