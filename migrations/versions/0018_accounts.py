"""Accounts: second factor, invitations, roles by office.

Safe beside the code of the release before: nothing yet.
"""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
