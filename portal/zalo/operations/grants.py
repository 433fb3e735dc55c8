"""A person grants the tokens: begun on the desk, ended by Zalo's callback, bound to a state of one use."""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import SecretStr
from sqlalchemy import delete, func, insert, select, update

from portal.core import clock, crypto, db, settings
from portal.core.db import transaction
from portal.staff import operations as staff
from portal.zalo import codes, journal, oauth, standing, tokens
from portal.zalo.answers import ZaloError
from portal.zalo.codes import Host
from portal.zalo.entries import State
from portal.zalo.journal import Busy
from portal.zalo.models import ZaloConsent, ZaloToken
from portal.zalo.oauth import TokenRefused
from portal.zalo.operations import settling
from portal.zalo.operations.settling import CONSENT, Ended

CALLBACK = "/zalo/cap-quyen"
LIFE = 1800.0  # seconds a person has; Zalo's own code lives ten minutes of them
KEPT = dt.timedelta(days=90)
CALL_SECONDS = 30.0  # a person waits for it; a lost answer only means to agree again
PATIENCE = 10.0  # for a change of tokens that is under way
FIRST_DUE = 3600.0
NOW = func.clock_timestamp()
log = logging.getLogger(__name__)

GRANTED, DENIED, OTHER_OA, STALE, WAIT, UNCLEAR = "granted", "denied", "other_oa", "stale", "wait", "unclear"


@dataclass(frozen=True)
class Came:
    """What a callback came to: one of the words above or a code of the endpoint, and whether to tell more."""

    outcome: str

    @property
    def is_good(self) -> bool:
        return self.outcome == GRANTED


SAID = {
    GRANTED: ("Đã cấp quyền. Tin đang giữ sẽ tự gửi tiếp.", ""),
    DENIED: (
        "Người quản trị trang Zalo đã từ chối cấp quyền.",
        "Không có gì thay đổi. Khi cần, tạo liên kết cấp quyền khác.",
    ),
    OTHER_OA: (
        "Quyền được cấp cho một trang Zalo khác với trang của cổng; cổng không nhận.",
        "Đăng nhập Zalo bằng tài khoản quản trị đúng trang, rồi cấp quyền lại.",
    ),
    STALE: (
        "Yêu cầu cấp quyền này không còn dùng được: đã dùng, đã quá 30 phút, hoặc không phải của cổng.",
        "Mở lại trang Cấp quyền Zalo và tạo liên kết khác.",
    ),
    WAIT: ("Hệ thống đang đổi mã.", "Chờ một phút rồi tải lại trang này."),
    UNCLEAR: (
        "Zalo không trả lời rõ, nên chưa nhận được mã.",
        "Mở lại trang Cấp quyền Zalo và tạo liên kết khác.",
    ),
}


def sentence(outcome: str) -> tuple[str, str]:
    """What happened and what to do, in plain Vietnamese."""
    if outcome in SAID:
        return SAID[outcome]
    if outcome == standing.NO_JOURNAL:
        return standing.sentence(outcome)
    code = codes.meaning(int(outcome), Host.OAUTH)
    return code.said, code.step


def redirect_uri() -> str:
    """The callback as it must be saved in Zalo's console: no query."""
    return settings.get().base_url.rstrip("/") + CALLBACK


def begin(user_id: uuid.UUID) -> str:
    """Bind a fresh state and verifier to this person's request; the address of Zalo's permission page.

    Writes the request and a line of the trail; asks nothing of Zalo. Requests of long ago go.
    """
    secrets, state = oauth.pkce(settings.get().zalo_code_verifier), crypto.token()
    now = clock.now()
    with transaction() as session:
        session.execute(delete(ZaloConsent).where(ZaloConsent.created_at < now - KEPT))
        session.execute(
            insert(ZaloConsent).values(
                id=uuid.uuid4(),
                state_hash=crypto.digest(state),
                verifier=secrets.verifier.get_secret_value(),
                redirect_uri=redirect_uri(),
                user_id=user_id,
                created_at=now,
                expires_at=now + tokens.seconds(LIFE),
            )
        )
        staff.record_act("zalo_consent.begin", "zalo_token", settings.get().zalo_oa_id, user_id)
    return oauth.permission_url(
        oauth.OA_PERMISSION, redirect_uri=redirect_uri(), challenge=secrets.challenge, state=state
    )


def finish(state: str, code: str, oa_id: str) -> Came:
    """Zalo's answer: use the state up, buy the pair, and go on sending. A repeat is stale.

    Writes the outcome, the pair through the journal, and a line of the trail. Who carries the state here need
    not be signed in: a phone's web view has other cookies than the desk.
    """
    try:
        with journal.opened(PATIENCE) as book:
            settling.replay(book)
            request = _claimed(state)
            if request is None:
                return Came(STALE)
            outcome = _outcome(book, request, code, oa_id)
    except Busy:
        return Came(WAIT)
    except OSError as error:
        log.error("the journal of tokens cannot be opened error=%s", error.strerror)
        return Came(standing.NO_JOURNAL)
    finally:
        db.release()
    _write_down(request, outcome)
    return Came(outcome)


class _Claimed(NamedTuple):
    id: uuid.UUID
    verifier: str
    user_id: uuid.UUID


def _claimed(state: str) -> _Claimed | None:
    """The request of this state, used up in one statement; None for a strange, old or used one."""
    with transaction() as session:
        row = session.execute(
            update(ZaloConsent)
            .where(
                ZaloConsent.state_hash == crypto.digest(state),
                ZaloConsent.used_at.is_(None),
                ZaloConsent.expires_at > NOW,
            )
            .values(used_at=NOW)
            .returning(ZaloConsent.id, ZaloConsent.verifier, ZaloConsent.user_id)
        ).one_or_none()
    return _Claimed(*row) if row else None


def _outcome(book: journal.Journal, request: _Claimed, code: str, oa_id: str) -> str:
    if not code:
        return DENIED  # Zalo documents no other way to say no
    if oa_id != settings.get().zalo_oa_id:
        return OTHER_OA
    with transaction() as session:
        generation = session.scalar(select(ZaloToken.generation).filter_by(oa_id=oa_id)) or 0
    db.release()  # the call may take half a minute
    try:
        form = oauth.exchange_form(code, SecretStr(request.verifier))
        reply = oauth.ask(oauth.OA_TOKEN, form, CALL_SECONDS)
        entry = book.write(CONSENT, generation, request.id, reply.status, reply.raw)
        pair = oauth.read(reply)
    except TokenRefused as error:
        outcome = str(error.code) if error.code else UNCLEAR
    except ZaloError as error:
        log.warning("no answer to a consent outcome=%s %s", error.outcome, error)
        return UNCLEAR
    else:
        if pair.refresh is None:
            outcome = UNCLEAR
        else:
            ended = settling.settle(book, entry)
            return GRANTED if ended in {Ended.CHANGED, Ended.OLD, Ended.KEPT} else UNCLEAR
    book.settle(entry, State.VOID)
    return outcome


def _write_down(request: _Claimed, outcome: str) -> None:
    with transaction() as session:
        session.execute(update(ZaloConsent).filter_by(id=request.id).values(outcome=outcome))
        staff.record_act(
            "zalo_consent.end", "zalo_token", settings.get().zalo_oa_id, request.user_id, outcome=outcome
        )
    log.info("consent ended outcome=%s", outcome)


def seed() -> bool:
    """Take the pair of the settings over when no row is there yet; True when it was taken.

    Its age is not known, so it is changed soon; from then on the settings' pair is spent.
    """
    chosen = settings.get()
    if chosen.zalo_access_token is None or chosen.zalo_refresh_token is None:
        return False
    with transaction() as session:
        if session.scalar(select(ZaloToken.generation).filter_by(oa_id=chosen.zalo_oa_id)) is not None:
            return False
        session.add(
            ZaloToken(
                oa_id=chosen.zalo_oa_id,
                generation=1,
                access_token=chosen.zalo_access_token.get_secret_value(),
                refresh_token=chosen.zalo_refresh_token.get_secret_value(),
                due_at=clock.now() + tokens.seconds(FIRST_DUE),
                failures=0,
            )
        )
        db.notify(tokens.BELL)
    return True
