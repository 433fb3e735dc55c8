"""Wordings of short texts, and what was left of telling.

Safe beside the code of the release before: nothing yet.
"""

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
