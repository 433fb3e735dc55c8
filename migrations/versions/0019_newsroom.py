"""The newsroom: items, revisions, decisions, shared links; announcements have a kind and may be withdrawn.

Safe beside the code of the release before: new tables, and columns of `announcement` that are empty or have a
default, so that code which does not know them goes on writing and reading.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WORD = sa.String(length=40)
MOMENT = sa.DateTime(timezone=True)
LISTS = ("topics", "communes", "procedures")
ADDED = ("kind", *LISTS, "details", "revision", "withdrawn_at", "withdrawn_why")


def upgrade() -> None:
    """Five tables, eight columns and an index by time alone."""
    _announcements()
    _items()
    _revisions()
    op.create_table(
        "newsroom_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        _to("newsroom_step", "item_id", "newsroom_item", ondelete="CASCADE"),
        _to("newsroom_step", "user_id", "staff_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsroom_step")),
    )
    op.create_index("ix_newsroom_step_item", "newsroom_step", ["item_id", "id"])
    _shares()


def _to(table: str, column: str, other: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), **more
    )


def _announcements() -> None:
    op.add_column("announcement", sa.Column("kind", WORD, nullable=False, server_default="announcement"))
    for name in LISTS:
        column = sa.Column(name, ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"))
        op.add_column("announcement", column)
    op.add_column(
        "announcement", sa.Column("details", JSONB(), nullable=False, server_default=sa.text("'{}'"))
    )
    op.add_column("announcement", sa.Column("revision", sa.Integer(), nullable=True))
    op.add_column("announcement", sa.Column("withdrawn_at", MOMENT, nullable=True))
    op.add_column("announcement", sa.Column("withdrawn_why", sa.Text(), nullable=True))
    op.create_index("ix_announcement_newest", "announcement", ["published_at"])
    op.create_table(
        "announcement_address",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        _to("announcement_address", "announcement_id", "announcement", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_announcement_address")),
    )
    op.create_index(
        op.f("ix_announcement_address_announcement_id"), "announcement_address", ["announcement_id"]
    )


def _items() -> None:
    op.create_table(
        "newsroom_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("is_limited", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "folded")),
        sa.Column("head", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("approved", "live", "live_before")),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("live_at", "publish_at", "expire_at")),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("created_at", "changed_at")),
        _to("newsroom_item", "office_id", "office"),
        _to("newsroom_item", "author_id", "staff_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsroom_item")),
    )
    op.create_index("ix_newsroom_item_listed", "newsroom_item", ["state", "changed_at"])
    for name in ("publish_at", "review_by", "office_id", "author_id"):
        op.create_index(f"ix_newsroom_item_{name}", "newsroom_item", [name])


def _revisions() -> None:
    op.create_table(
        "newsroom_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "summary", "body")),
        sa.Column("category", WORD, nullable=False),
        *(sa.Column(name, ARRAY(sa.Text()), nullable=False) for name in LISTS),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("alert_level", sa.Text(), nullable=True),
        sa.Column("details", JSONB(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        _to("newsroom_revision", "item_id", "newsroom_item", ondelete="CASCADE"),
        _to("newsroom_revision", "made_by", "staff_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsroom_revision")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_newsroom_revision_item_id_number")),
    )


def _shares() -> None:
    op.create_table(
        "newsroom_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("made_at", "expires_at")),
        sa.Column("ended_at", MOMENT, nullable=True),
        _to("newsroom_share", "revision_id", "newsroom_revision", ondelete="CASCADE"),
        _to("newsroom_share", "made_by", "staff_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsroom_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_newsroom_share_token_hash")),
    )
    op.create_index(op.f("ix_newsroom_share_revision_id"), "newsroom_share", ["revision_id"])


def downgrade() -> None:
    for table in (
        "newsroom_share",
        "newsroom_step",
        "newsroom_revision",
        "newsroom_item",
        "announcement_address",
    ):
        op.drop_table(table)
    op.drop_index("ix_announcement_newest", "announcement")
    for name in ADDED:
        op.drop_column("announcement", name)
