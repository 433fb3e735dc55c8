"""The library of pictures and papers, and where each is used.

Safe beside the code of the release before: new tables, no other is touched.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables."""
    _library(
        "media_picture",
        ("title", "alt", "credit", "folded", "digest"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("edition", "width", "height")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("focus_x", "focus_y")),
        sa.Column("is_decorative", sa.Boolean(), nullable=False),
    )
    _library(
        "media_paper",
        ("file_name", "kind", "title", "number", "signer", "text", "folded", "folded_text", "digest"),
        sa.Column("signed_on", sa.Date(), nullable=True),
    )
    op.create_table(
        "media_use",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "href")),
        sa.PrimaryKeyConstraint("ref", "place", "is_public", name="pk_media_use"),
    )
    op.create_index("ix_media_use_place", "media_use", ["place"])


def _library(name: str, texts: tuple[str, ...], *own: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        *(sa.Column(column, sa.Text(), nullable=False) for column in texts),
        *own,
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        *(sa.Column(flag, sa.Boolean(), nullable=False) for flag in ("is_shared", "is_ready", "is_gone")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=f"fk_{name}_office_id_office"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["staff_user.id"], name=f"fk_{name}_uploaded_by_staff_user"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("ref", name=f"uq_{name}_ref"),
    )
    op.create_index(f"ix_{name}_digest", name, ["digest"])
    op.create_index(f"ix_{name}_uploaded_at", name, ["uploaded_at"])


def downgrade() -> None:
    for table in ("media_use", "media_paper", "media_picture"):
        op.drop_table(table)
