"""What follows a publication: notes, reminders, cards.

Safe beside the code of the release before: nothing yet.
"""

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
