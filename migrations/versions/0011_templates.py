"""Trial mode with its guests, what a one-stop system's codes mean, and the button of an edited wording.

Safe beside the code of the release before: new tables, one new column that may stay empty. An account that
has sent before goes on sending: it is written down as live, so that an update silences nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LIVE = """INSERT INTO zalo_trial (oa_id, is_on, changed_at)
    SELECT DISTINCT intent.oa_id, false, now() FROM intent JOIN attempt ON attempt.intent_id = intent.id"""


def upgrade() -> None:
    op.create_table(
        "zalo_trial",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_user.id"], name="fk_zalo_trial_changed_by_staff_user"
        ),
        sa.PrimaryKeyConstraint("oa_id", name="pk_zalo_trial"),
    )
    op.execute(LIVE)
    op.create_table(
        "zalo_guest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["staff_user.id"], name="fk_zalo_guest_added_by_staff_user"),
        sa.PrimaryKeyConstraint("id", name="pk_zalo_guest"),
        sa.UniqueConstraint("oa_id", "user_id", name="uq_zalo_guest_oa_id_user_id"),
        sa.UniqueConstraint("oa_id", "fingerprint", name="uq_zalo_guest_oa_id_fingerprint"),
    )
    op.create_table(
        "status_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("raw_status", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("telling", sa.String(length=40), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_user.id"], name="fk_status_code_decided_by_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_status_code"),
        sa.UniqueConstraint("client", "raw_status", name="uq_status_code_client_raw_status"),
    )
    op.create_index(
        "ix_status_event_unmapped",
        "status_event",
        ["client", "raw_status"],
        postgresql_where=sa.text("status IS NULL"),
    )
    op.add_column("message_template", sa.Column("button", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("message_template", "button")
    op.drop_index("ix_status_event_unmapped", "status_event")
    for table in ("status_code", "zalo_guest", "zalo_trial"):
        op.drop_table(table)
