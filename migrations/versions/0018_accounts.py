"""Accounts: second step, recovery codes, invitations.

Safe beside the code of the release before: adds tables and columns that may be empty.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns and two tables."""
    moment = sa.DateTime(timezone=True)
    op.add_column("staff_user", sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
    op.add_column("staff_user", sa.Column("totp_step", sa.BigInteger(), nullable=True))
    op.create_table(
        "staff_recovery_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_user.id"], name="fk_staff_recovery_code_user_id_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_recovery_code"),
    )
    op.create_index("ix_staff_recovery_code_user_id", "staff_recovery_code", ["user_id"])
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_user.id"], name="fk_staff_invitation_user_id_staff_user"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["staff_user.id"], name="fk_staff_invitation_made_by_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_staff_invitation_token_hash"),
    )


def downgrade() -> None:
    """All of it away: accounts have one step again, open invitations are void."""
    op.drop_table("staff_invitation")
    op.drop_table("staff_recovery_code")
    op.drop_column("staff_user", "totp_step")
    op.drop_column("staff_user", "totp_secret")
