"""What is being written: autosaved texts, and what the links of articles answered.

Safe beside the code of the release before: adds tables, touches no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Both tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "writing_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "user_id",
            sa.Uuid(),
            sa.ForeignKey("staff_user.id", name="fk_writing_copy_user_id_staff_user"),
            nullable=False,
        ),
        sa.Column("tab", sa.Uuid(), nullable=False),
        sa.Column(
            "item_id",
            sa.Uuid(),
            sa.ForeignKey(
                "newsroom_item.id", name="fk_writing_copy_item_id_newsroom_item", ondelete="CASCADE"
            ),
            nullable=True,
        ),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_writing_copy"),
        sa.UniqueConstraint("user_id", "tab", name="uq_writing_copy_user_id_tab"),
    )
    op.create_index("ix_writing_copy_item_id", "writing_copy", ["item_id", "at"])
    op.create_index("ix_writing_copy_at", "writing_copy", ["at"])
    op.create_table(
        "link_check",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("checked_at", moment, nullable=False),
        sa.Column("failing_since", moment, nullable=True),
        sa.PrimaryKeyConstraint("address", name="pk_link_check"),
    )
    op.create_index("ix_link_check_failing_since", "link_check", ["failing_since"])


def downgrade() -> None:
    """Both away: what was not saved is lost, articles stay."""
    op.drop_table("link_check")
    op.drop_table("writing_copy")
