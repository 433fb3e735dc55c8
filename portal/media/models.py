"""Pictures and papers of the desk's library, and where each is used."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Picture(Model):
    """One picture; its files lie in the store under `ref`, the crops of each `edition` beside the others."""

    __tablename__ = "media_picture"
    __table_args__ = (Index("ix_media_picture_uploaded_at", "uploaded_at"),)

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(unique=True)  # 128 random bits: its name in addresses
    edition: Mapped[int]  # one more with every new focal point, so that kept copies never mislead
    title: Mapped[str]
    alt: Mapped[str]  # what those hear who do not see it; empty where it only decorates
    is_decorative: Mapped[bool]
    credit: Mapped[str]  # who took it, where it comes from
    folded: Mapped[str]  # title, words and credit, folded for searching
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))  # none: the whole province
    is_shared: Mapped[bool]  # every office may use it
    digest: Mapped[str] = mapped_column(index=True)  # of the file as it was sent: sent again, it is known
    width: Mapped[int]  # of what we keep
    height: Mapped[int]
    focus_x: Mapped[int]  # percent from the left edge, of what every crop must show
    focus_y: Mapped[int]  # percent from the upper edge
    size: Mapped[int]  # bytes of all its files
    uploaded_at: Mapped[dt.datetime]
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    is_ready: Mapped[bool]  # its files are in the store; a row that never gets there is swept
    is_gone: Mapped[bool]  # taken out of the library; its files are being forgotten


class Paper(Model):
    """One attachment: a decision, a plan, a form, with what makes it found."""

    __tablename__ = "media_paper"
    __table_args__ = (Index("ix_media_paper_uploaded_at", "uploaded_at"),)

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]  # as it is called when somebody downloads it
    kind: Mapped[str]  # pdf, docx, xlsx
    title: Mapped[str]
    number: Mapped[str]  # "1149/BC-STTTT"
    signed_on: Mapped[dt.date | None]
    signer: Mapped[str]
    text: Mapped[str]  # what the file says, as far as it could be read
    folded: Mapped[str]  # number, title and signer, folded
    folded_text: Mapped[str]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    is_shared: Mapped[bool]
    digest: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    uploaded_at: Mapped[dt.datetime]
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    is_ready: Mapped[bool]
    is_gone: Mapped[bool]


class Use(Model):
    """A picture or paper stands in a text; what stands in a published one is there for everybody."""

    __tablename__ = "media_use"

    ref: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True, index=True)  # "item:<id>", as its feature names it
    is_public: Mapped[bool] = mapped_column(primary_key=True)  # the published text; else somebody's draft
    title: Mapped[str]  # of the text, for "used in"
    href: Mapped[str]  # its page on the desk
