"""One inbox for everything that waits for an officer.

Safe beside the code of the release before: nothing yet.
"""

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
