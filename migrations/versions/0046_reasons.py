"""Why people of a broadcast got nothing is counted from an index, so that the desk stays quick at a million.

Safe beside the code of the release before: adds one index; writes to the table wait while it is built, about
a second a million rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0048"
branch_labels = None
depends_on = None

NAME = "ix_broadcast_recipient_reason"


def upgrade() -> None:
    """Only rows with a reason are in it: most of a broadcast has none."""
    op.create_index(
        NAME,
        "broadcast_recipient",
        ["broadcast_id", "state", "reason"],
        postgresql_where=sa.text("reason IS NOT NULL"),
    )


def downgrade() -> None:
    """The index goes; nothing is lost."""
    op.drop_index(NAME, table_name="broadcast_recipient")
