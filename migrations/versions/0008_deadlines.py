"""Papers with their numbers, apologies, holds and the units' digests; an index of what runs, by due day.

Safe beside the code of the release before: four tables are added; the index on dossier blocks writes to that
table while it is made (1 s at 1,000,000 rows).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_count",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_paper_count")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_paper_dossier_id_dossier"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("dossier_id", "kind", "key", name=op.f("uq_paper_dossier_id_kind_key")),
        sa.UniqueConstraint("kind", "year", "number", name=op.f("uq_paper_kind_year_number")),
    )
    op.create_table(
        "apology",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_apology_dossier_id_dossier"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_apology_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apology")),
        sa.UniqueConstraint("dossier_id", "due_on", name=op.f("uq_apology_dossier_id_due_on")),
    )
    op.create_index("ix_apology_made_on", "apology", ["made_on"])
    op.create_table(
        "apology_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
            name=op.f("fk_apology_hold_dossier_id_dossier"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["held_by"], ["staff_user.id"], name=op.f("fk_apology_hold_held_by_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["staff_user.id"], name=op.f("fk_apology_hold_released_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apology_hold")),
    )
    op.create_index(
        "uq_apology_hold_open",
        "apology_hold",
        ["dossier_id", "due_on"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "due_digest",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("soon", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_due_digest_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_digest")),
        sa.UniqueConstraint(
            "day", "office_id", name=op.f("uq_due_digest_day_office_id"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(
        "ix_dossier_running", "dossier", ["due_on"], postgresql_where=sa.text("status IN (2, 4)")
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_running", "dossier", postgresql_where=sa.text("status IN (2, 4)"))
    op.drop_table("due_digest")
    op.drop_table("apology_hold")
    op.drop_table("apology")
    op.drop_table("paper")
    op.drop_table("paper_count")
