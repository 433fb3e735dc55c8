"""Finding needed no table: a step of the chain that changes nothing.

Safe beside the code of the release before: there is nothing in it.
"""

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to do."""


def downgrade() -> None:
    """Nothing to do."""
