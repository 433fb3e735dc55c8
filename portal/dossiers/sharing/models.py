"""Who gave whom a link to look at a dossier."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model


class DossierShare(Model):
    """A link somebody of the dossier made for a relative; revoking the link ends all that came by it."""

    __tablename__ = "dossier_share"
    __table_args__ = (
        Index("ix_dossier_share_dossier_id", "dossier_id"),
        Index("ix_dossier_share_citizen_id", "citizen_id"),
    )

    id: Mapped[Id]
    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier_link.id", ondelete="CASCADE"), unique=True)
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))  # who gave it
    label: Mapped[str] = mapped_column(Sealed)  # for whom, in the giver's words
    made_at: Mapped[dt.datetime]
