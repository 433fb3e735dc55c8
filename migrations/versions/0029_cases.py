"""Feedback becomes a case: routing, terms, hand-over, answers.

Safe beside the code of the release before: nothing yet.
"""

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
