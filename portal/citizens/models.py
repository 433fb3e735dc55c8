"""One person with several phones, Zalo identities, consents and signed-in browsers."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model, Serial


class Proof(StrEnum):
    """How sure we are that a phone is this person's (R15)."""

    CLAIMED = "claimed"
    VERIFIED = "verified"


class Purpose(StrEnum):
    """What somebody agreed to; one consent each, never one for all."""

    DOSSIER_NOTIFY = "dossier_notify"
    NEWS = "news"
    SURVEY = "survey"


class Surface(StrEnum):
    """Where a session lives: a browser's cookie, or the memory of the Mini App."""

    WEB = "web"
    MINI = "mini"


class Citizen(Model):
    """A person we may owe messages to."""

    __tablename__ = "citizen"

    id: Mapped[Id]
    locale: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[dt.datetime]
    erased_at: Mapped[dt.datetime | None]
    erased_how: Mapped[str | None]  # zalo_withdraw, page
    erased_evidence: Mapped[str | None]
    merged_at: Mapped[dt.datetime | None]  # turned out to be somebody we knew already
    merged_into: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizen.id"), index=True)
    merged_how: Mapped[str | None]  # app_id, oa_id, code


class Phone(Model):
    """A number somebody has; several people may claim one number."""

    __tablename__ = "phone"
    __table_args__ = (
        UniqueConstraint("citizen_id", "fingerprint"),
        Index("ix_phone_fingerprint", "fingerprint"),
    )

    id: Mapped[Serial]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    fingerprint: Mapped[str]
    number: Mapped[str] = mapped_column(Sealed)  # +84…
    proof: Mapped[Proof]
    told_by: Mapped[str]  # zalo_submit_info, counter, mini_app, code
    at: Mapped[dt.datetime]


class ZaloIdentity(Model):
    """A person as one Official Account knows them; ids of Zalo hold for one OA only."""

    __tablename__ = "zalo_identity"
    __table_args__ = (
        UniqueConstraint("oa_id", "user_id"),
        Index("ix_zalo_identity_citizen_id", "citizen_id"),
    )

    id: Mapped[Serial]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    oa_id: Mapped[str]
    user_id: Mapped[str]
    user_id_by_app: Mapped[str | None] = mapped_column(index=True)
    display_name: Mapped[str | None] = mapped_column(Sealed)
    is_following: Mapped[bool] = mapped_column(default=False)
    follow_changed_at: Mapped[dt.datetime | None]  # event time, not arrival (R12)
    last_interaction_at: Mapped[dt.datetime | None]


class Consent(Model):
    """Somebody agreed to one purpose, provably; withdrawn, never deleted.

    The subject is a person, or a phone number at the counter whose person we do not know yet. `dossier_id`
    narrows it to one dossier.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_citizen_id", "citizen_id"),
        Index("ix_consent_fingerprint", "fingerprint"),
        Index("ix_consent_dossier_id", "dossier_id"),
    )

    id: Mapped[Id]
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    fingerprint: Mapped[str | None]
    purpose: Mapped[Purpose]
    dossier_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    text_version: Mapped[str]  # which wording they saw
    channel: Mapped[str]  # desk, oa, web
    officer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    client: Mapped[str | None]  # the one-stop system that told us
    evidence: Mapped[str]  # id of the event, push or form it stands on
    given_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_how: Mapped[str | None]


class ZaloLogin(Model):
    """A person as our Zalo app knows them: who signed in on the web or opened the Mini App.

    Another id than the Official Account's; the two are joined only by Zalo's own word or a code (7.3).
    """

    __tablename__ = "zalo_login"
    __table_args__ = (
        UniqueConstraint("app_id", "login_id"),
        Index("ix_zalo_login_citizen_id", "citizen_id"),
    )

    id: Mapped[Serial]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    app_id: Mapped[str]
    login_id: Mapped[str]
    user_id_by_oa: Mapped[str | None]  # told to the Mini App only
    display_name: Mapped[str | None] = mapped_column(Sealed)
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]


class SignIn(Model):
    """One way out to Zalo's consent page and back; bound to us by its state, not to a cookie (7.5)."""

    __tablename__ = "zalo_sign_in"
    __table_args__ = (Index("ix_zalo_sign_in_expires_at", "expires_at"),)

    id: Mapped[Id]
    state_hash: Mapped[str] = mapped_column(unique=True)
    verifier: Mapped[str] = mapped_column(Sealed)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    returned_at: Mapped[dt.datetime | None]  # Zalo's answer was taken; it counts once
    login_id: Mapped[int | None] = mapped_column(ForeignKey("zalo_login.id", ondelete="CASCADE"))
    ticket_hash: Mapped[str | None] = mapped_column(unique=True)  # what another cookie jar brings to go on
    used_at: Mapped[dt.datetime | None]


class CitizenSession(Model):
    """A browser or Mini App that knows who uses it; the token is theirs, the row its digest (R20).

    Without a person it only waits for its code to be typed in the chat.
    """

    __tablename__ = "citizen_session"
    __table_args__ = (
        Index("ix_citizen_session_citizen_id", "citizen_id"),
        Index("ix_citizen_session_expires_at", "expires_at"),
    )

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    surface: Mapped[Surface]
    began_by: Mapped[str]  # zalo, mini_app, code
    device: Mapped[str]  # "Zalo, Android": what a person recognises their own phone by
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    ended_why: Mapped[str | None]


class JoinCode(Model):
    """Eight signs that a person types in the chat, to show that this browser is theirs. Once, ten minutes."""

    __tablename__ = "join_code"
    __table_args__ = (Index("ix_join_code_citizen_id", "citizen_id"),)

    id: Mapped[Id]
    code_hash: Mapped[str] = mapped_column(index=True)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen_session.id", ondelete="CASCADE"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    typed_at: Mapped[dt.datetime | None]  # by citizen_id, in the chat
    ended_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]  # joined, refused, replaced


class Mute(Model):
    """Somebody wants no more messages of one topic, whatever else they agreed to; ended, never deleted."""

    __tablename__ = "citizen_mute"
    __table_args__ = (UniqueConstraint("citizen_id", "topic"),)

    id: Mapped[Serial]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    topic: Mapped[str]  # notifications.topics
    since: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    evidence: Mapped[str]  # the session it was said in
