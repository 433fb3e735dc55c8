"""What was left of telling once needed no table of its own.

Safe beside the code of the release before: nothing changes; the number keeps the chain whole.
"""

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing."""


def downgrade() -> None:
    """Nothing."""
