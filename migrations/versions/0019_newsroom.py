"""The newsroom: items, revisions, workflow.

Safe beside the code of the release before: nothing yet.
"""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
