"""What follows a publication: corrections, many items changed at once and back, lists by topic and place.

Safe beside the code of the release before: adds a table, three columns that may be empty, and two indexes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LISTED = ("topics", "communes")


def upgrade() -> None:
    """Columns, the table of changes to many items, and the indexes."""
    op.add_column("announcement", sa.Column("corrected_at", MOMENT, nullable=True))
    op.add_column("newsroom_item", sa.Column("expire_before", MOMENT, nullable=True))
    op.add_column("newsroom_item", sa.Column("reviewed_at", MOMENT, nullable=True))
    for name in LISTED:
        op.create_index(f"ix_announcement_{name}", "announcement", [name], postgresql_using="gin")
    op.create_table(
        "newsroom_bulk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column(
            "user_id",
            sa.Uuid(),
            sa.ForeignKey("staff_user.id", name="fk_newsroom_bulk_user_id_staff_user"),
            nullable=True,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_newsroom_bulk"),
    )


def downgrade() -> None:
    """What was changed stays changed; it can no longer be changed back at once."""
    op.drop_table("newsroom_bulk")
    for name in LISTED:
        op.drop_index(f"ix_announcement_{name}", "announcement")
    op.drop_column("newsroom_item", "reviewed_at")
    op.drop_column("newsroom_item", "expire_before")
    op.drop_column("announcement", "corrected_at")
