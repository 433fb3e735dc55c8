"""Who stands above an office, photos of what was mended, and people who follow a report of somebody else's.

Safe beside the code of the release before: new columns may be empty or have a default, one new table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns and a table."""
    op.add_column("office", sa.Column("superior_id", sa.Uuid()))
    op.create_foreign_key(
        "fk_office_superior_id_office", "office", "office", ["superior_id"], ["id"], ondelete="SET NULL"
    )
    for name in ("is_proof", "is_public"):
        op.add_column("feedback_photo", sa.Column(name, sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "feedback_follower",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid()),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_follower"),
        sa.UniqueConstraint("code", name="uq_feedback_follower_code"),
        sa.UniqueConstraint("feedback_id", "citizen_id", name="uq_feedback_follower_feedback_id_citizen_id"),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["feedback.id"],
            name="fk_feedback_follower_feedback_id_feedback",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizen.id"],
            name="fk_feedback_follower_citizen_id_citizen",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_feedback_follower_citizen_id", "feedback_follower", ["citizen_id"])


def downgrade() -> None:
    """Without them; photos of what was mended stay as photos of the report."""
    op.drop_table("feedback_follower")
    for name in ("is_proof", "is_public"):
        op.drop_column("feedback_photo", name)
    op.drop_column("office", "superior_id")
