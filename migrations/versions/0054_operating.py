"""Kinds held back, people's requests about their data, and the moment of the last restore.

Safe beside the code of the release before: adds two tables and a column without a value.
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is held back, nobody has asked."""
    op.create_table(
        "kind_stop",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff_user.id"], name=op.f("fk_kind_stop_by_id_staff_user")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_kind_stop")),
    )
    op.execute(  # pages tell citizens that Zalo has trouble
        "CREATE TRIGGER pages_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON kind_stop "
        "FOR EACH STATEMENT EXECUTE FUNCTION pages_changed()"
    )
    op.create_table(
        "data_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("came_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["staff_user.id"], name=op.f("fk_data_request_taken_by_id_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["staff_user.id"], name=op.f("fk_data_request_done_by_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(op.f("ix_data_request_due_on"), "data_request", ["due_on"])
    op.add_column("sending_state", sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """What was held back goes out after this; the register is lost."""
    op.drop_column("sending_state", "restored_at")
    op.drop_table("data_request")
    op.drop_table("kind_stop")
