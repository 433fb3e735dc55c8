"""Looks at pages, summed by day, door and sort of page.

Safe beside the code of the release before: adds one table, touches no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sums only: nothing about one person, so nothing to erase or to keep away."""
    op.create_table(
        "visit_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "door", "sort", name=op.f("pk_visit_day")),
    )


def downgrade() -> None:
    """The sums are lost."""
    op.drop_table("visit_day")
