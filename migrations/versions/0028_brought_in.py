"""Articles brought in from elsewhere; sessions and guesses.

Safe beside the code of the release before: nothing yet.
"""

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
