"""The account's tokens with their lease, and the requests to grant them.

Safe beside the code of the release before: it adds two tables and touches no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "zalo_token",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("access_token", sa.LargeBinary(), nullable=True),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("consented_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("started_in", sa.Text(), nullable=True),
        sa.Column("refused_generation", sa.Integer(), nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("problem_at", MOMENT, nullable=True),
        sa.Column("doubt_at", MOMENT, nullable=True),
        sa.Column("consent_needed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("oa_id", name=op.f("pk_zalo_token")),
    )
    op.create_table(
        "zalo_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_user.id"], name=op.f("fk_zalo_consent_user_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_consent")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_zalo_consent_state_hash")),
    )
    op.create_index(op.f("ix_zalo_consent_created_at"), "zalo_consent", ["created_at"])
    op.create_index(op.f("ix_zalo_consent_user_id"), "zalo_consent", ["user_id"])


def downgrade() -> None:
    op.drop_table("zalo_consent")
    op.drop_table("zalo_token")
