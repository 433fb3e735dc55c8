"""Counts of closed days: messages by kind, channel and outcome; followers. What leaders quote.

Safe beside the code of the release before: adds three tables, touches no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counts only: nothing about one person, so nothing to erase or to keep away."""
    op.create_table(
        "closed_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "message_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("awake", sa.Integer(), nullable=False),
        sa.Column("quick", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("sms_dong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "office_id", "kind", "channel", "state", name=op.f("pk_message_day")),
    )
    op.create_table(
        "follower_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("following", sa.Integer(), nullable=True),
        sa.Column("gained", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_follower_day")),
    )


def downgrade() -> None:
    """Days can be counted again while their messages are kept."""
    op.drop_table("follower_day")
    op.drop_table("message_day")
    op.drop_table("closed_day")
