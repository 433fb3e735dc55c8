"""Papers that were issued, and the numbers they got."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import SealedJson
from portal.core.db import Id, Model


class PaperKind(StrEnum):
    """What a paper is, whatever number its form has in the circular of the day."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    APOLOGY = "apology"


class Paper(Model):
    """One paper with its number, day and content as they were when it was issued; never edited."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("dossier_id", "kind", "key"),
        UniqueConstraint("kind", "year", "number"),
    )

    id: Mapped[Id]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    kind: Mapped[PaperKind]
    key: Mapped[str]  # which one of its kind: the status's version, or the day that passed
    year: Mapped[int]
    number: Mapped[int]
    issued_on: Mapped[dt.date]  # the day on the paper
    content: Mapped[dict[str, Any]] = mapped_column(SealedJson)  # everything that is drawn, its link too
    content_hash: Mapped[str]  # SHA-256 of the content: printed in short on the paper
    issued_at: Mapped[dt.datetime]


class PaperCount(Model):
    """The last number given to a kind in a year; taken in the transaction that issues, so none is lost."""

    __tablename__ = "paper_count"

    kind: Mapped[PaperKind] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
