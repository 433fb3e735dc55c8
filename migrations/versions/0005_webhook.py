"""What the webhook tells about messages: ids an event is about, receipts, evidence of unknown sends.

Safe beside the code of the release before: it adds columns that may be empty or have a default, and indexes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "inbox_event", sa.Column("is_unread", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "inbox_event",
        sa.Column("message_ids", sa.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column("inbox_event", sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_inbox_event_unread",
        "inbox_event",
        ["received_at"],
        postgresql_where=sa.text("is_unread"),
    )
    op.create_index("ix_inbox_event_name", "inbox_event", ["name", "received_at"])
    for name in ("received_at", "seen_at"):
        op.add_column("attempt", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("evidence", sa.Text(), nullable=True))
    op.add_column("sending_state", sa.Column("daily_cap", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("sending_state", "daily_cap")
    for name in ("evidence", "seen_at", "received_at"):
        op.drop_column("attempt", name)
    op.drop_index("ix_inbox_event_name", "inbox_event")
    op.drop_index("ix_inbox_event_unread", "inbox_event")
    for name in ("replayed_at", "message_ids", "is_unread"):
        op.drop_column("inbox_event", name)
