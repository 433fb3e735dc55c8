"""Photos of a case that lie elsewhere and are to be fetched; which message of the chat a case was made of.

Safe beside the code of the release before: adds two tables, touches no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "feedback_errand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_token", sa.Uuid()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_errand"),
        sa.UniqueConstraint("feedback_id", "digest", name="uq_feedback_errand_feedback_id_digest"),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["feedback.id"],
            name="fk_feedback_errand_feedback_id_feedback",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_feedback_errand_due", "feedback_errand", ["due_at"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "chat_case",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_chat_case"),
        sa.UniqueConstraint("feedback_id", name="uq_chat_case_feedback_id"),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name="fk_chat_case_handover_id_handover", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name="fk_chat_case_feedback_id_feedback", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_chat_case_handover_id", "chat_case", ["handover_id"])


def downgrade() -> None:
    """Without them; photos that have not come yet do not come."""
    op.drop_table("chat_case")
    op.drop_table("feedback_errand")
