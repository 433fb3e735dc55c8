"""Nothing changes yet: the number stands since later ones follow it.

Safe beside the code of the release before: touches nothing.
"""

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to do."""


def downgrade() -> None:
    """Nothing to take back."""
