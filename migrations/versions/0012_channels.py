"""Channels: what each attempt cost, why a channel was left, prices by day, rests; when a notice expires.

Safe beside the code of the release before: new tables, and new columns that are empty or have a default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "intent", sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.add_column("intent", sa.Column("expires_at", MOMENT, nullable=True))
    op.add_column("attempt", sa.Column("cost", sa.Integer(), nullable=True))
    op.add_column("attempt", sa.Column("template_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "fk_attempt_template_id_message_template", "attempt", "message_template", ["template_id"], ["id"]
    )
    op.create_index("ix_attempt_paid", "attempt", ["marked_at"], postgresql_where=sa.text("cost > 0"))
    _steps()
    _prices()
    _rests()


def _steps() -> None:
    op.create_table(
        "channel_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["intent.id"], name="fk_channel_step_intent_id_intent", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channel_step"),
        sa.UniqueConstraint(
            "intent_id", "channel", "reason", name="uq_channel_step_intent_id_channel_reason"
        ),
    )


def _prices() -> None:
    op.create_table(
        "channel_price",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("dong", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["staff_user.id"], name="fk_channel_price_created_by_staff_user"
        ),
        sa.PrimaryKeyConstraint("channel", "valid_from", name="pk_channel_price"),
    )


def _rests() -> None:
    op.create_table(
        "channel_rest",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("oa_id", "channel", name="pk_channel_rest"),
    )


def downgrade() -> None:
    for table in ("channel_rest", "channel_price", "channel_step"):
        op.drop_table(table)
    op.drop_index("ix_attempt_paid", "attempt")
    op.drop_constraint("fk_attempt_template_id_message_template", "attempt", type_="foreignkey")
    for table, name in (
        ("attempt", "template_id"),
        ("attempt", "cost"),
        ("intent", "expires_at"),
        ("intent", "is_urgent"),
    ):
        op.drop_column(table, name)
