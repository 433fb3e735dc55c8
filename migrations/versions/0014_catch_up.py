"""Messages taken from the recent-chat list, how the webhook stands, calls not taken, ratings of messages.

Safe beside the code of the release before: it adds tables, and columns that may be empty or have a default.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "inbox_event", sa.Column("origin", sa.Text(), nullable=False, server_default=sa.text("'webhook'"))
    )
    op.add_column(
        "inbox_event", sa.Column("may_answer", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("zns_template", sa.Column("price", sa.Text(), nullable=True))
    op.add_column("zns_template", sa.Column("turned_off_at", sa.DateTime(timezone=True), nullable=True))
    _catching_up()
    _webhook()
    _ratings()


def _catching_up() -> None:
    op.create_table(
        "catch_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("chats", "messages", "known", "kept", "answerable", "unreadable")
        ),
        sa.Column("seen", JSONB(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("lost_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_user.id"], name=op.f("fk_catch_up_asked_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catch_up")),
    )
    op.create_index(
        "uq_catch_up_open", "catch_up", ["oa_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_catch_up_asked_at", "catch_up", ["asked_at"])


def _webhook() -> None:
    op.create_table(
        "webhook_failure",
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("minute", "kind", name=op.f("pk_webhook_failure")),
    )
    op.create_table(
        "webhook_standing",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("looked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("oa_id", name=op.f("pk_webhook_standing")),
    )


def _ratings() -> None:
    op.create_table(
        "message_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_message_rating_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_rating")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_message_rating_attempt_id")),
    )


def downgrade() -> None:
    for table in ("message_rating", "webhook_standing", "webhook_failure", "catch_up"):
        op.drop_table(table)
    for name in ("turned_off_at", "price"):
        op.drop_column("zns_template", name)
    for name in ("may_answer", "origin"):
        op.drop_column("inbox_event", name)
