"""Journeys of several procedures; files for the catalogue, what they would change, and tasks after them.

Safe beside the code of the release before: it adds tables and touches no other.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WORD = sa.String(length=40)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Five tables."""
    _journeys()
    _imports()
    op.create_table(
        "upkeep_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "kind", "ref", "title")),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["procedure_version.id"],
            name=op.f("fk_upkeep_task_version_id_procedure_version"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["staff_user.id"], name=op.f("fk_upkeep_task_closed_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep_task")),
    )
    op.create_index(
        "uq_upkeep_task_open",
        "upkeep_task",
        ["code", "kind", "ref"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _journeys() -> None:
    op.create_table(
        "journey",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("slug", "title", "summary")),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_user.id"], name=op.f("fk_journey_changed_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey")),
        sa.UniqueConstraint("slug", name=op.f("uq_journey_slug")),
    )
    op.create_table(
        "journey_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("branch", WORD, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("condition", "note", "procedure_code")),
        sa.ForeignKeyConstraint(
            ["journey_id"],
            ["journey.id"],
            name=op.f("fk_journey_step_journey_id_journey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_step")),
    )
    op.create_index("ix_journey_step_journey", "journey_step", ["journey_id", "place"])
    op.create_index("ix_journey_step_code", "journey_step", ["procedure_code"])


def _imports() -> None:
    counts = ("done", "total", "read", "added", "changed", "unchanged", "refused_count")
    op.create_table(
        "catalogue_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("refused", JSONB(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["told_by"], ["staff_user.id"], name=op.f("fk_catalogue_import_told_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
    )
    op.create_index(op.f("ix_catalogue_import_created_at"), "catalogue_import", ["created_at"])
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("row", "before", "after")),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["catalogue_import.id"],
            name=op.f("fk_catalogue_change_import_id_catalogue_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
        sa.UniqueConstraint("import_id", "code", name=op.f("uq_catalogue_change_import_id_code")),
    )


def downgrade() -> None:
    for table in ("upkeep_task", "catalogue_change", "catalogue_import", "journey_step", "journey"):
        op.drop_table(table)
