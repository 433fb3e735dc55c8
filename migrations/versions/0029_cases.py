"""Feedback becomes a case: routing, terms, hand-over, answers.

Safe beside the code of the release before: every new column may be empty or has a default, one new table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEYS = {
    "unit_id": ("unit", None),
    "blamed_office_id": ("office", None),
    "citizen_id": ("citizen", "SET NULL"),
    "office_id": ("office", None),
    "answered_by": ("staff_user", None),
    "published_by": ("staff_user", None),
}
STEP = {"by": "staff_user", "office_id": "office"}


def _new() -> list[sa.Column[object]]:
    """What a feedback says as a case."""
    return [
        sa.Column("unit_id", sa.BigInteger()),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("dossier_code", sa.LargeBinary()),
        sa.Column("blamed_office_id", sa.Uuid()),
        sa.Column("citizen_id", sa.Uuid()),
        sa.Column("office_id", sa.Uuid()),
        *(sa.Column(name, MOMENT) for name in ("accept_by", "answer_by", "publish_by", "paused_at")),
        sa.Column("escalated", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Uuid()),
        sa.Column("verdict", sa.String(40)),
        *(sa.Column(name, MOMENT) for name in ("reopened_at", "closed_at")),
        *(sa.Column(name, sa.Text()) for name in ("public_question", "public_answer")),
        sa.Column("published_at", MOMENT),
        sa.Column("published_by", sa.Uuid()),
        sa.Column("kept_back", sa.Text()),
    ]


def upgrade() -> None:
    """Columns and a table; what is made public is read by kept pages, so it moves their stamp."""
    for added in _new():
        op.add_column("feedback", added)
    for column, (other, gone) in KEYS.items():
        op.create_foreign_key(
            f"fk_feedback_{column}_{other}", "feedback", other, [column], ["id"], ondelete=gone
        )
    _indexes()
    op.add_column("feedback_step", sa.Column("note", sa.LargeBinary()))
    for column, other in STEP.items():
        op.add_column("feedback_step", sa.Column(column, sa.Uuid()))
        op.create_foreign_key(f"fk_feedback_step_{column}_{other}", "feedback_step", other, [column], ["id"])
    _rules()
    op.execute(
        "CREATE TRIGGER feedback_shown AFTER UPDATE OF published_at, public_question, public_answer"
        " ON feedback FOR EACH STATEMENT EXECUTE FUNCTION pages_changed()"
    )


def _indexes() -> None:
    op.create_index("ix_feedback_citizen_id", "feedback", ["citizen_id"])
    op.create_index("ix_feedback_near", "feedback", ["unit_id", "received_at"])
    op.create_index(
        "ix_feedback_answered", "feedback", ["answered_at"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index(
        "ix_feedback_public",
        "feedback",
        ["published_at"],
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )


def _rules() -> None:
    op.create_table(
        "feedback_rule",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40)),
        sa.Column("unit_id", sa.BigInteger()),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_rule"),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name="fk_feedback_rule_unit_id_unit", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name="fk_feedback_rule_office_id_office", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_user.id"], name="fk_feedback_rule_changed_by_staff_user"
        ),
        sa.UniqueConstraint(
            "kind", "unit_id", name="uq_feedback_rule_kind_unit_id", postgresql_nulls_not_distinct=True
        ),
    )


def downgrade() -> None:
    """Without what cases had."""
    op.execute("DROP TRIGGER feedback_shown ON feedback")
    op.drop_table("feedback_rule")
    for column in ("note", *STEP):
        op.drop_column("feedback_step", column)
    for added in _new():
        op.drop_column("feedback", added.name)
