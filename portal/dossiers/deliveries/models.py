"""One final state of one message, as the one-stop system is told it, and how telling it went."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model


class Calling(StrEnum):
    """How the call back stands."""

    NONE = "none"  # the client had named no address when it happened
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"  # the ladder is used up, or the address may not be called


class Delivery(Model):
    """What became of a message, in the order we learned it: `seq` is the feed's cursor.

    Only the gatherer writes rows, one at a time, so that a reader who has seen a number has seen all before.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("intent_id", "state"),
        UniqueConstraint("untold_id", "state"),
        Index("ix_delivery_client", "client", "seq"),
        Index("ix_delivery_dossier_id", "dossier_id"),
        Index("ix_delivery_due", "due_at", postgresql_where=text("calling = 'waiting'")),
        Index("ix_delivery_failed", "client", postgresql_where=text("calling = 'failed'")),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(unique=True, server_default=text("gen_random_uuid()"))
    client: Mapped[str]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    intent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intent.id", ondelete="CASCADE"))
    untold_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("untold.id", ondelete="CASCADE"))
    kind: Mapped[str]
    version: Mapped[int]  # of the dossier
    state: Mapped[str]  # a final State, or not_on_zalo, called, given_up
    reason: Mapped[str | None]
    at: Mapped[dt.datetime]  # when it ended so
    gathered_at: Mapped[dt.datetime]
    calling: Mapped[Calling]
    due_at: Mapped[dt.datetime | None]
    lease_until: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    tried_at: Mapped[dt.datetime | None]
    called_at: Mapped[dt.datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]  # class of the error, never what the other side said
