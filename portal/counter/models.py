"""One citizen at the counter: whose phone was asked about, for which dossier, by whom."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model


class CounterVisit(Model):
    """A phone number an officer asked about; consents and test messages of that visit stand on its id.

    The number itself is forgotten after a day, its fingerprint stays: it is part of the evidence.
    """

    __tablename__ = "counter_visit"

    id: Mapped[Id]
    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    dossier_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("dossier.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[str | None] = mapped_column(Sealed)
    fingerprint: Mapped[str] = mapped_column(index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    wrong_checks: Mapped[int] = mapped_column(default=0)
    verified_at: Mapped[dt.datetime | None]
