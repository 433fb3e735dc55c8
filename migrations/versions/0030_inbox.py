"""One inbox for everything that waits for an officer.

Safe beside the code of the release before: adds tables and a function of its own, touches no other table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state <> 'closed'")


def _to(table: str, column: str, other: str, **more: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{column}_{other}", **more)  # type: ignore[arg-type]


def _key(table: str, column: str, other: str, *, needed: bool = False, **more: str) -> sa.Column[object]:
    return sa.Column(column, sa.Uuid(), _to(table, column, other, **more), nullable=not needed)


def upgrade() -> None:
    """Six tables, and a stamp that every commit with a change of an item moves."""
    _items()
    _deeds()
    _presence()
    _replies()
    _absences()
    _stamp()


def _items() -> None:
    name = "inbox_item"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        _key(name, "office_id", "office"),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        _key(name, "assignee_id", "staff_user"),
        *(sa.Column(one, MOMENT, nullable=False) for one in ("opened_at", "waiting_since")),
        *(sa.Column(one, MOMENT, nullable=True) for one in ("due_at", "paused_at", "closed_at")),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("kind", "subject_id", name=f"uq_{name}_kind_subject_id"),
    )
    op.create_index("ix_inbox_item_open", name, ["waiting_since", "id"], postgresql_where=OPEN)
    op.create_index("ix_inbox_item_office", name, ["office_id", "waiting_since"], postgresql_where=OPEN)
    op.create_index("ix_inbox_item_mine", name, ["assignee_id", "waiting_since"], postgresql_where=OPEN)
    op.create_index(
        "ix_inbox_item_closed_at", name, ["closed_at"], postgresql_where=sa.text("state = 'closed'")
    )


def _deeds() -> None:
    name = "inbox_deed"
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), nullable=False),
        _key(name, "item_id", "inbox_item", needed=True, ondelete="CASCADE"),
        sa.Column("deed", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key(name, "by", "staff_user"),
        _key(name, "to_user", "staff_user"),
        _key(name, "to_office", "office"),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index("ix_inbox_deed_item_id", name, ["item_id", "id"])


def _presence() -> None:
    name = "inbox_presence"
    op.create_table(
        name,
        _key(name, "item_id", "inbox_item", needed=True, ondelete="CASCADE"),
        _key(name, "user_id", "staff_user", needed=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        *(
            sa.Column(one, sa.Boolean(), server_default=sa.text("false"), nullable=False)
            for one in ("is_writing", "follows")
        ),
        sa.PrimaryKeyConstraint("item_id", "user_id", name=f"pk_{name}"),
    )
    op.create_index("ix_inbox_presence_user_id", name, ["user_id"])


def _replies() -> None:
    canned, reply = "canned_reply", "desk_reply"
    op.create_table(
        canned,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key(canned, "office_id", "office"),
        *(sa.Column(one, sa.Text(), nullable=False) for one in ("title", "body")),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _key(canned, "changed_by", "staff_user"),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{canned}"),
        sa.UniqueConstraint(
            "office_id", "title", name=f"uq_{canned}_office_id_title", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        reply,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key(reply, "item_id", "inbox_item", needed=True, ondelete="CASCADE"),
        _key(reply, "citizen_id", "citizen", needed=True, ondelete="CASCADE"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _key(reply, "written_by", "staff_user", needed=True),
        *(sa.Column(one, MOMENT, nullable=False) for one in ("written_at", "due_at")),
        *(sa.Column(one, MOMENT, nullable=True) for one in ("owed_at", "cancelled_at")),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{reply}"),
        sa.UniqueConstraint("key", name=f"uq_{reply}_key"),
    )
    op.create_index("ix_desk_reply_citizen_id", reply, ["citizen_id"])
    op.create_index("ix_desk_reply_item_id", reply, ["item_id", "written_at"])
    waiting = sa.text("owed_at IS NULL AND cancelled_at IS NULL")
    op.create_index("ix_desk_reply_due", reply, ["due_at"], postgresql_where=waiting)


def _absences() -> None:
    name = "inbox_absence"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        _key(name, "user_id", "staff_user", needed=True),
        *(sa.Column(one, sa.Date(), nullable=False) for one in ("since", "until")),
        _key(name, "stand_in_id", "staff_user"),
        _key(name, "made_by", "staff_user", needed=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index("ix_inbox_absence_user_id", name, ["user_id", "until"])


def _stamp() -> None:
    """Moved at the commit, once a transaction, so that nobody waits for another's open transaction."""
    op.execute(
        """CREATE FUNCTION inbox_changed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF coalesce(current_setting('portal.inbox_told', true), '') = '' THEN
            PERFORM set_config('portal.inbox_told', '1', true);
            INSERT INTO stamp (name, value) VALUES ('inbox_items', gen_random_uuid())
              ON CONFLICT (name) DO UPDATE SET value = excluded.value;
          END IF;
          RETURN NULL;
        END $$"""
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER inbox_change AFTER INSERT OR UPDATE OR DELETE ON inbox_item "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inbox_changed()"
    )


def downgrade() -> None:
    """All away; the matters themselves stay with the features that put them here."""
    for table in ("inbox_absence", "desk_reply", "canned_reply", "inbox_presence", "inbox_deed"):
        op.drop_table(table)
    op.drop_table("inbox_item")
    op.execute("DROP FUNCTION inbox_changed()")
