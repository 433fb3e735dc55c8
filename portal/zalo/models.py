"""The Official Account's tokens, and each time somebody is asked to grant them."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model


class ZaloToken(Model):
    """One row an OA: the pair in use, and who is changing it. Its generation counts every change (R14)."""

    __tablename__ = "zalo_token"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int]
    access_token: Mapped[str | None] = mapped_column(Sealed)
    refresh_token: Mapped[str | None] = mapped_column(Sealed)
    issued_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    consented_at: Mapped[dt.datetime | None]  # the last time a person agreed
    due_at: Mapped[dt.datetime]  # when the next change may begin
    asked_at: Mapped[dt.datetime | None]  # somebody wants a change now
    # The one who changes it. The lease outlives the call: nobody starts again within it.
    started_at: Mapped[dt.datetime | None]
    started_by: Mapped[uuid.UUID | None]
    started_in: Mapped[str | None]  # name of the journal that would hold the answer
    # What Zalo said against it
    refused_generation: Mapped[int | None]  # calls with this one's access token were refused
    refused_at: Mapped[dt.datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # changes that did not work, in a row
    problem: Mapped[str | None]  # a key of codes of the token endpoint, or a word of standing.py
    problem_at: Mapped[dt.datetime | None]
    doubt_at: Mapped[
        dt.datetime | None
    ]  # Zalo may have used the refresh token up, and nobody heard the answer
    consent_needed_at: Mapped[dt.datetime | None]  # only a person can help; all sending is held


class ZaloConsent(Model):
    """One request to a person to grant tokens; the state's digest works once."""

    __tablename__ = "zalo_consent"

    id: Mapped[Id]
    state_hash: Mapped[str] = mapped_column(unique=True)
    verifier: Mapped[str] = mapped_column(Sealed)
    redirect_uri: Mapped[str]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]  # granted, denied, other_oa, or the endpoint's code


class Trial(Model):
    """One row an OA: in trial mode what we send reaches guests alone. No row: a new home, in trial."""

    __tablename__ = "zalo_trial"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class Guest(Model):
    """Somebody who may be written to in trial mode: a Zalo user, or whoever has a phone number."""

    __tablename__ = "zalo_guest"
    __table_args__ = (UniqueConstraint("oa_id", "user_id"), UniqueConstraint("oa_id", "fingerprint"))

    id: Mapped[Id]
    oa_id: Mapped[str]
    user_id: Mapped[str | None]
    fingerprint: Mapped[str | None]  # of the number
    number: Mapped[str | None] = mapped_column(Sealed)
    note: Mapped[str | None] = mapped_column(Sealed)  # who it is, for the officers
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
