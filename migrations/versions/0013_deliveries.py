"""What became of messages told back, stops per topic, links for relatives, usual times.

Safe beside the code of the release before: new tables, new columns that may be empty. The indexes on
`intent` and `dossier` lock large tables for some seconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("api_client", sa.Column("callback_url", sa.Text(), nullable=True))
    op.add_column("api_client", sa.Column("callback_rests_until", MOMENT, nullable=True))
    op.create_index("ix_intent_settled_at", "intent", ["settled_at"])
    op.create_index(
        "ix_dossier_ended", "dossier", ["event_time"], postgresql_where=sa.text("status IN (9, 10)")
    )
    _deliveries()
    _people()
    _times()


def _belongs(table: str, column: str, to: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=True),
        sa.Column("untold_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("gathered_at", MOMENT, nullable=False),
        sa.Column("calling", sa.String(length=40), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("called_at", MOMENT, nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        *(_belongs("delivery", f"{to}_id", to) for to in ("dossier", "intent", "untold")),
        sa.PrimaryKeyConstraint("seq", name="pk_delivery"),
        sa.UniqueConstraint("id", name="uq_delivery_id"),
        sa.UniqueConstraint("intent_id", "state", name="uq_delivery_intent_id_state"),
        sa.UniqueConstraint("untold_id", "state", name="uq_delivery_untold_id_state"),
    )
    op.create_index("ix_delivery_client", "delivery", ["client", "seq"])
    op.create_index("ix_delivery_dossier_id", "delivery", ["dossier_id"])
    op.create_index(
        "ix_delivery_due", "delivery", ["due_at"], postgresql_where=sa.text("calling = 'waiting'")
    )
    op.create_index(
        "ix_delivery_failed", "delivery", ["client"], postgresql_where=sa.text("calling = 'failed'")
    )


def _people() -> None:
    op.create_table(
        "citizen_mute",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        _belongs("citizen_mute", "citizen_id", "citizen"),
        sa.PrimaryKeyConstraint("id", name="pk_citizen_mute"),
        sa.UniqueConstraint("citizen_id", "topic", name="uq_citizen_mute_citizen_id_topic"),
    )
    op.create_table(
        "dossier_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _belongs("dossier_share", "link_id", "dossier_link"),
        _belongs("dossier_share", "dossier_id", "dossier"),
        _belongs("dossier_share", "citizen_id", "citizen"),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_share"),
        sa.UniqueConstraint("link_id", name="uq_dossier_share_link_id"),
    )
    for name in ("dossier_id", "citizen_id"):
        op.create_index(f"ix_dossier_share_{name}", "dossier_share", [name])
    op.add_column("dossier_follow", sa.Column("link_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_dossier_follow_link_id_dossier_link",
        "dossier_follow",
        "dossier_link",
        ["link_id"],
        ["id"],
        ondelete="SET NULL",
    )


def _times() -> None:
    op.create_table(
        "handling_time",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Float(), nullable=False),
        _belongs("handling_time", "dossier_id", "dossier"),
        _belongs("handling_time", "office_id", "office", None),
        sa.PrimaryKeyConstraint("dossier_id", name="pk_handling_time"),
    )
    op.create_index("ix_handling_time_group", "handling_time", ["procedure_code", "office_id", "finished_on"])
    op.create_table(
        "usual_time",
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("half", sa.Float(), nullable=False),
        sa.Column("most", sa.Float(), nullable=False),
        sa.Column("reckoned_at", MOMENT, nullable=False),
        _belongs("usual_time", "office_id", "office", None),
        sa.PrimaryKeyConstraint("procedure_code", "office_id", name="pk_usual_time"),
    )


def downgrade() -> None:
    op.drop_constraint("fk_dossier_follow_link_id_dossier_link", "dossier_follow", type_="foreignkey")
    op.drop_column("dossier_follow", "link_id")
    for table in ("usual_time", "handling_time", "dossier_share", "citizen_mute", "delivery"):
        op.drop_table(table)
    op.drop_index("ix_dossier_ended", "dossier")
    op.drop_index("ix_intent_settled_at", "intent")
    for name in ("callback_rests_until", "callback_url"):
        op.drop_column("api_client", name)
