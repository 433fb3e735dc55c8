"""Dossiers, every status told about them, the people in them, and the links that open them."""

import datetime as dt
import uuid
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed, SealedJson
from portal.core.db import Id, Model, Serial


class Status(IntEnum):
    """The national status of a dossier (domain.md 3.1)."""

    REGISTERED = 1
    ACCEPTED = 2
    REJECTED = 3
    PROCESSING = 4
    SUPPLEMENT_REQUIRED = 5
    PAYMENT_REQUIRED = 6
    WITHDRAWN = 7
    STOPPED = 8
    RESOLVED = 9
    RETURNED = 10


TERMINAL = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})
PAUSED = frozenset({Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED})


class Standing(StrEnum):
    """What somebody is in a dossier."""

    OWNER = "owner"
    SUBMITTER = "submitter"
    AUTHORISED = "authorised"
    DESK = "desk"  # given at the counter or on the telephone; a push leaves it alone


class ApiClient(Model):
    """A machine that may push: a one-stop system, with one or two live secrets."""

    __tablename__ = "api_client"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)  # the x-client header
    secrets: Mapped[dict[str, Any]] = mapped_column(SealedJson)  # {"live": ["whsec_…", …]}
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    last_push_at: Mapped[dt.datetime | None]
    callback_url: Mapped[str | None]  # where it takes what became of messages
    callback_rests_until: Mapped[dt.datetime | None]  # after failures in a row


class Push(Model):
    """A call of a machine we have answered; the same id again gets the same answer (R13)."""

    __tablename__ = "push"

    client: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    body_hash: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(SealedJson)  # holds fresh links
    at: Mapped[dt.datetime] = mapped_column(index=True)


class Dossier(Model):
    """One dossier in its latest state, as the one-stop system tells it."""

    __tablename__ = "dossier"
    __table_args__ = (
        Index("ix_dossier_office_id", "office_id", "status"),
        Index("ix_dossier_due_on", "due_on"),
        Index("ix_dossier_running", "due_on", postgresql_where=text("status IN (2, 4)")),
        Index("ix_dossier_ended", "event_time", postgresql_where=text("status IN (9, 10)")),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)  # as printed on the receipt, normalised
    client: Mapped[str]
    procedure_code: Mapped[str | None]
    procedure_version_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id"))
    procedure_name: Mapped[str | None]  # TenTTHC, as told
    field_name: Mapped[str | None]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    unit_name: Mapped[str | None]  # DonViXuLy, as told
    applicant: Mapped[str | None] = mapped_column(Sealed)
    summary: Mapped[str | None] = mapped_column(Sealed)  # TrichYeuHoSo
    status: Mapped[int | None]  # None while the told code is unknown to us
    raw_status: Mapped[str]  # the code as told
    version: Mapped[int] = mapped_column(default=0)  # counts statuses applied, in their order, and apologies
    event_time: Mapped[dt.datetime]
    received_seq: Mapped[int] = mapped_column(BigInteger)
    submitted_at: Mapped[dt.datetime | None]
    received_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]  # NgayHenTra as told, never recomputed
    due_on: Mapped[dt.date | None]  # the same as a Vietnamese day
    finished_at: Mapped[dt.datetime | None]
    returned_at: Mapped[dt.datetime | None]
    rejected_at: Mapped[dt.datetime | None]
    channel: Mapped[int | None]  # KenhThucHien 1 direct, 2 online, 3 postal
    return_by_post: Mapped[bool | None]  # HinhThuc 1
    note: Mapped[str | None] = mapped_column(Sealed)  # GhiChu / reason: shown from L1
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)  # fields we do not know, at most 8 KB
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class DossierContact(Model):
    """A phone in a dossier; several are usual (R: recipient is the authorised person, else the owner)."""

    __tablename__ = "dossier_contact"
    __table_args__ = (
        UniqueConstraint("dossier_id", "standing", "fingerprint"),
        Index("ix_dossier_contact_fingerprint", "fingerprint"),
    )

    id: Mapped[Serial]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    standing: Mapped[Standing]
    fingerprint: Mapped[str]
    number: Mapped[str] = mapped_column(Sealed)  # its last 4 digits prove L1


class StatusEvent(Model):
    """One status as it was told; never edited. Late ones are kept and change nothing."""

    __tablename__ = "status_event"
    __table_args__ = (
        UniqueConstraint("dossier_id", "event_key"),
        Index("ix_status_event_order", "dossier_id", "event_time", "received_seq"),
        Index("ix_status_event_unmapped", "client", "raw_status", postgresql_where=text("status IS NULL")),
    )

    received_seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    event_key: Mapped[str]  # status | event time, or hash of the record when no time was told
    status: Mapped[int | None]
    raw_status: Mapped[str]
    event_time: Mapped[dt.datetime]
    version: Mapped[int]  # the dossier's version it made; 0 when it came late
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    unit_name: Mapped[str | None]
    supplement: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)  # what to add, until when
    record: Mapped[dict[str, Any]] = mapped_column(SealedJson)  # redacted, as told
    record_hash: Mapped[str]  # SHA-256 of the original record
    client: Mapped[str]
    webhook_id: Mapped[str]
    received_at: Mapped[dt.datetime]


class ProgressStep(Model):
    """A step inside the offices, as told; officers' names and notes are not kept."""

    __tablename__ = "progress_step"
    __table_args__ = (UniqueConstraint("dossier_id", "step_key"),)

    id: Mapped[Serial]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    step_key: Mapped[str]
    at: Mapped[dt.datetime]
    department: Mapped[str | None]
    raw_status: Mapped[str | None]
    started_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    client: Mapped[str]
    received_at: Mapped[dt.datetime]


class Follow(Model):
    """Somebody wants to hear about a dossier; ended, never deleted."""

    __tablename__ = "dossier_follow"
    __table_args__ = (
        UniqueConstraint("dossier_id", "citizen_id"),
        Index("ix_dossier_follow_citizen_id", "citizen_id"),
    )

    id: Mapped[Serial]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    via: Mapped[str]  # phone, digits, link, share
    since: Mapped[dt.datetime]
    link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("dossier_link.id", ondelete="SET NULL"))
    ended_at: Mapped[dt.datetime | None]


class DossierLink(Model):
    """A link that opens exactly one dossier without sign-in; only its digest is kept (R17)."""

    __tablename__ = "dossier_link"
    __table_args__ = (Index("ix_dossier_link_dossier_id", "dossier_id"),)

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    purpose: Mapped[str]  # receipt, message, share
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]  # None while the dossier runs
    revoked_at: Mapped[dt.datetime | None]
    first_used_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]
    uses: Mapped[int] = mapped_column(server_default=text("0"))  # taps; each message has a link of its own
