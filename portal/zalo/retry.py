"""How calls that send nothing are asked, and asked again (CONTRACT.md 10); sends have their own (R4)."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from portal.core import db
from portal.zalo import client, tokens
from portal.zalo.answers import NotNow, NotSent, Refused, Unclear, WrongDoor, ZaloError
from portal.zalo.client import ZaloClient
from portal.zalo.codes import IN_WORK, Class
from portal.zalo.oa import abilities, pace
from portal.zalo.oa.models import Ability, Known

LADDER = (1.0, 5.0, 30.0, 120.0, 600.0)
POLL_SECONDS = 3.0
OPERATOR_SECONDS = 900.0
TOKEN_SECONDS = 60.0
WINDOW_SECONDS = 3600.0
OTHER_KIND = -235

Given = TypeVar("Given")
log = logging.getLogger(__name__)


def ask(call: Callable[[ZaloClient], Given], ability: Ability | None = None, share: float = 1.0) -> Given:
    """Make a call at the account's own pace; what it teaches about the account is kept.

    A refused token is replaced, if there is a newer one, and the call made once more. No database connection
    is held meanwhile: no transaction may be open here. Raises the ZaloError it ended with.
    """
    if ability is not None and abilities.is_shut(ability):
        raise Refused("the account cannot")
    granted, wait = pace.take(share=share)
    if not granted:
        raise NotNow("our own limit", retry_after=wait)
    try:
        found = _once_or_twice(call)
    except ZaloError as error:
        _learn(error, ability)
        raise
    if ability is not None:
        abilities.learn(ability, Known.YES)
    db.release()
    return found


def ask_either(
    pair: tuple[Ability, Ability], call: Callable[[ZaloClient, int], Given], share: float = 1.0
) -> Given:
    """Ask by the path this account has; the older one is tried on -235 or -240 alone, and remembered.

    `pair` names the abilities of the paths of version 3 and 2; `call` gets the version.
    """
    for ability, version in zip(pair, (3, 2), strict=True):
        if abilities.is_shut(ability):
            continue
        try:
            return ask(partial(_by_version, call, version), ability, share)
        except WrongDoor:
            continue
    raise Refused("no path of this kind", code=OTHER_KIND)


def _by_version(call: Callable[[ZaloClient, int], Given], version: int, speaking: ZaloClient) -> Given:
    return call(speaking, version)


def _once_or_twice(call: Callable[[ZaloClient], Given]) -> Given:
    speaking = client.client()
    db.release()
    try:
        return call(speaking)
    except NotNow as error:
        if error.meaning is None or error.meaning.kind is not Class.TOKEN:
            raise
        tokens.report_refused(speaking.generation)
        fresh = client.client()
        db.release()
        if fresh.generation == speaking.generation:
            raise
        return call(fresh)


def _learn(error: ZaloError, ability: Ability | None) -> None:
    told = error.meaning
    if told is not None and told.kind is Class.UNLISTED:
        log.error("Zalo answered with an unlisted code=%s host=%s", error.code, error.host)
    if ability is not None:
        abilities.learn_from(ability, error)
    if told is not None and told.kind is Class.BACK_OFF and error.code != IN_WORK:
        error.retry_after = max(pace.slow_down(error.most_calls), error.retry_after or 0.0)
    db.release()


def wait_after(error: ZaloError, tries: int) -> float | None:
    """Seconds until the same call may be made again, after so many failures in a row; None: never.

    Only for what may be repeated without harm: reads, uploads, verifying, following a list.
    """
    told = error.meaning
    if told is not None and told.kind in {Class.USER, Class.PAYLOAD, Class.SWITCH, Class.REUPLOAD}:
        return None
    if told is not None and told.kind is Class.OPERATOR:
        return OPERATOR_SECONDS
    if isinstance(error, NotSent | Unclear):
        return LADDER[min(tries, len(LADDER) - 1)]
    if not isinstance(error, NotNow):
        return None
    if error.code == IN_WORK:
        return POLL_SECONDS
    if told is not None and told.kind is Class.TOKEN:
        return TOKEN_SECONDS
    if told is not None and told.kind is Class.WINDOW:
        return WINDOW_SECONDS
    return max(error.retry_after or 0.0, 1.0)
