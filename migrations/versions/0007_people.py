"""Who signs in, from where, and how somebody was erased or merged.

Safe beside the code of the release before: it adds four tables and empty columns of `citizen` that the older
code never reads.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _citizen(*, nullable: bool = True) -> sa.Column:
    return sa.Column("citizen_id", sa.Uuid(), nullable=nullable)


def _of_citizen(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_citizen_id_citizen")
    return sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    for name in ("erased_how", "erased_evidence", "merged_how"):
        op.add_column("citizen", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("citizen", sa.Column("merged_at", MOMENT, nullable=True))
    op.add_column("citizen", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_citizen_merged_into_citizen"), "citizen", "citizen", ["merged_into"], ["id"]
    )
    op.create_index(op.f("ix_citizen_merged_into"), "citizen", ["merged_into"])
    op.create_table(
        "zalo_login",
        sa.Column("id", sa.BigInteger(), nullable=False),
        _citizen(nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("login_id", sa.Text(), nullable=False),
        sa.Column("user_id_by_oa", sa.Text(), nullable=True),
        sa.Column("display_name", sa.LargeBinary(), nullable=True),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        _of_citizen("zalo_login"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_login")),
        sa.UniqueConstraint("app_id", "login_id", name=op.f("uq_zalo_login_app_id_login_id")),
    )
    op.create_index("ix_zalo_login_citizen_id", "zalo_login", ["citizen_id"])
    op.create_table(
        "zalo_sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("returned_at", MOMENT, nullable=True),
        sa.Column("login_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_hash", sa.Text(), nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["login_id"],
            ["zalo_login.id"],
            name=op.f("fk_zalo_sign_in_login_id_zalo_login"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_sign_in")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_zalo_sign_in_state_hash")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_zalo_sign_in_ticket_hash")),
    )
    op.create_index("ix_zalo_sign_in_expires_at", "zalo_sign_in", ["expires_at"])
    op.create_table(
        "citizen_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        _citizen(),
        sa.Column("surface", sa.String(length=40), nullable=False),
        sa.Column("began_by", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        _of_citizen("citizen_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_citizen_session_token_hash")),
    )
    op.create_index("ix_citizen_session_citizen_id", "citizen_session", ["citizen_id"])
    op.create_index("ix_citizen_session_expires_at", "citizen_session", ["expires_at"])
    op.create_table(
        "join_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        _citizen(),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("typed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["citizen_session.id"],
            name=op.f("fk_join_code_session_id_citizen_session"),
            ondelete="CASCADE",
        ),
        _of_citizen("join_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_code")),
    )
    op.create_index(op.f("ix_join_code_code_hash"), "join_code", ["code_hash"])
    op.create_index("ix_join_code_citizen_id", "join_code", ["citizen_id"])


def downgrade() -> None:
    for table in ("join_code", "citizen_session", "zalo_sign_in", "zalo_login"):
        op.drop_table(table)
    op.drop_index(op.f("ix_citizen_merged_into"), "citizen")
    op.drop_constraint(op.f("fk_citizen_merged_into_citizen"), "citizen", type_="foreignkey")
    for name in ("merged_into", "merged_at", "merged_how", "erased_evidence", "erased_how"):
        op.drop_column("citizen", name)
