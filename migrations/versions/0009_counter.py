"""The counter's visits, the list of people we could not tell, messages sent again, links' taps.

Safe beside the code of the release before: new tables, new columns with a default. The unique key of `intent`
grows by `again`, which that code leaves at 0, so it stays as strict for it; the key is built anew, which
takes a lock on a large table for some seconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = ["kind", "subject_id", "subject_version", "citizen_id"]
NOT_TOLD = "state IN ('refused', 'failed', 'dropped', 'quarantined')"


def upgrade() -> None:
    op.add_column("intent", sa.Column("again", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_unique_constraint(_unique([*KEY, "again"]), "intent", [*KEY, "again"])
    op.drop_constraint(_unique(KEY), "intent", type_="unique")
    op.create_index("ix_intent_not_told", "intent", ["settled_at"], postgresql_where=sa.text(NOT_TOLD))
    op.add_column(
        "dossier_link", sa.Column("uses", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("dossier_link", sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=True))
    _visits()
    _untold()


def _unique(columns: list[str]) -> str:
    return f"uq_intent_{'_'.join(columns)}"


def _visits() -> None:
    op.create_table(
        "counter_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_checks", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name="fk_counter_visit_dossier_id_dossier", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["staff_user.id"], name="fk_counter_visit_officer_id_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_counter_visit"),
    )
    for name in ("at", "dossier_id", "fingerprint"):
        op.create_index(f"ix_counter_visit_{name}", "counter_visit", [name])


def _untold() -> None:
    op.create_table(
        "untold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("first_intent_id", sa.Uuid(), nullable=True),
        sa.Column("intent_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_how", sa.String(length=40), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], ["intent.id"], name=f"fk_untold_{name}_intent", ondelete="CASCADE"
            )
            for name in ("first_intent_id", "intent_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_untold"),
        sa.UniqueConstraint("first_intent_id", name="uq_untold_first_intent_id"),
        sa.UniqueConstraint("intent_id", name="uq_untold_intent_id"),
        sa.UniqueConstraint(
            "subject_id",
            "subject_version",
            "fingerprint",
            name="uq_untold_subject_id_subject_version_fingerprint",
        ),
    )
    op.create_index("ix_untold_open", "untold", ["at"], postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_untold_subject_id", "untold", ["subject_id"])
    op.create_table(
        "untold_deed",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("untold_id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff_user.id"], name="fk_untold_deed_by_staff_user"),
        sa.ForeignKeyConstraint(
            ["untold_id"], ["untold.id"], name="fk_untold_deed_untold_id_untold", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_untold_deed"),
    )
    op.create_index("ix_untold_deed_untold_id", "untold_deed", ["untold_id"])


def downgrade() -> None:
    for table in ("untold_deed", "untold", "counter_visit"):
        op.drop_table(table)
    for name in ("first_used_at", "uses"):
        op.drop_column("dossier_link", name)
    op.drop_index("ix_intent_not_told", "intent")
    op.execute("DELETE FROM intent WHERE again > 0")  # the older key knows each message once
    op.create_unique_constraint(_unique(KEY), "intent", KEY)
    op.drop_constraint(_unique([*KEY, "again"]), "intent", type_="unique")
    op.drop_column("intent", "again")
