"""Nothing changes: SMS and English words are rows of `message_template` by channel and language.

Safe beside the code of the release before, which reads Vietnamese words alone. The number stands since later
ones follow it.
"""

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to do."""


def downgrade() -> None:
    """Nothing to take back."""
