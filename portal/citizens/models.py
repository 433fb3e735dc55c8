"""One person with several phones, Zalo identities and consents."""

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


class Citizen(Model):
    """A person we may owe messages to."""

    __tablename__ = "citizen"

    id: Mapped[Id]
    locale: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[dt.datetime]
    erased_at: Mapped[dt.datetime | None]


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
