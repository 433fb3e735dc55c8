"""Broadcasts and their recipients.

Safe beside the code of the release before: adds two tables, and a column that code does not know.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
_COUNTERS = (
    "people",
    "excluded",
    "sent",
    "unknown",
    "refused",
    "failed",
    "cancelled",
    "received",
    "seen",
    "tapped",
    "window_calls",
    "window_errors",
)
_FOREIGN = (
    ("office_id", "office"),
    ("item_id", "newsroom_item"),
    ("article_id", "oa_article"),
    ("corrects_id", "broadcast"),
    ("repeats_id", "broadcast"),
    ("made_by", "staff_user"),
)


def upgrade() -> None:
    """Two tables; no kept page reads one of them."""
    _broadcast()
    _recipient()
    op.add_column("oa_pace", sa.Column("bulk_at", MOMENT))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("oa_pace", "bulk_at")
    op.drop_table("broadcast_recipient")
    op.drop_table("broadcast")


def _broadcast() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid()),
        sa.Column("revision", sa.Integer()),
        sa.Column("article_id", sa.Uuid()),
        sa.Column("audience", postgresql.JSONB(), nullable=False),
        sa.Column("audience_hash", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("planned_at", MOMENT),
        sa.Column("repeat", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("form_token", sa.Uuid(), nullable=False),
        sa.Column("approvals", postgresql.JSONB(), nullable=False),
        sa.Column("dry_run", postgresql.JSONB(), nullable=False),
        sa.Column("dry_run_at", MOMENT),
        sa.Column("dry_run_of", sa.Text()),
        sa.Column("corrects_id", sa.Uuid()),
        sa.Column("repeats_id", sa.Uuid()),
        sa.Column("feed_id", sa.Uuid()),
        sa.Column("made_by", sa.Uuid()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("prepared_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("rest_until", MOMENT),
        sa.Column("rest_why", sa.Text()),
        sa.Column("call_state", sa.String(40)),
        sa.Column("call_at", MOMENT),
        sa.Column("call_id", sa.Text()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTERS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("form_token", name=op.f("uq_broadcast_form_token")),
        sa.UniqueConstraint(
            "item_id",
            "revision",
            "audience_hash",
            "occurrence",
            name=op.f("uq_broadcast_item_id_revision_audience_hash_occurrence"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_broadcast_{column}_{to}"))
            for column, to in _FOREIGN
        ),
    )
    op.create_index("ix_broadcast_listed", "broadcast", ["changed_at"])
    op.create_index("ix_broadcast_planned", "broadcast", ["state", "planned_at"])
    for column in ("office_id", "corrects_id", "repeats_id", "feed_id"):
        op.create_index(op.f(f"ix_broadcast_{column}"), "broadcast", [column])


def _recipient() -> None:
    op.create_table(
        "broadcast_recipient",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("lease_token", sa.Uuid()),
        sa.Column("lease_until", MOMENT),
        sa.Column("reference", sa.Text()),
        sa.Column("error_code", sa.Integer()),
        sa.Column("message_id", sa.Text()),
        sa.Column("sent_at", MOMENT),
        sa.Column("received_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("tapped_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_recipient")),
        sa.UniqueConstraint(
            "broadcast_id", "citizen_id", name=op.f("uq_broadcast_recipient_broadcast_id_citizen_id")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_recipient_broadcast_id_broadcast"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizen.id"],
            name=op.f("fk_broadcast_recipient_citizen_id_citizen"),
            ondelete="CASCADE",
        ),
    )
    _indexes()


def _indexes() -> None:
    table = "broadcast_recipient"
    op.create_index("ix_broadcast_recipient_state", table, ["broadcast_id", "state", "id"])
    op.create_index(
        "ix_broadcast_recipient_open",
        table,
        ["state", "lease_until"],
        postgresql_where=sa.text("state IN ('taken', 'on_wire')"),
    )
    op.create_index(
        "ix_broadcast_recipient_message",
        table,
        ["message_id"],
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "ix_broadcast_recipient_capped",
        table,
        ["citizen_id", "sent_at"],
        postgresql_where=sa.text("sent_at IS NOT NULL"),
    )
    op.create_index(
        "ix_broadcast_recipient_reference",
        table,
        ["reference"],
        unique=True,
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
