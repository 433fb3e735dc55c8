"""Articles brought in from elsewhere; alarms about guessed passwords.

Safe beside the code of the release before: adds tables, touches no other.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _to(table: str, column: str, other: str, **more: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{column}_{other}", **more)  # type: ignore[arg-type]


def upgrade() -> None:
    """Six tables."""
    _imports()
    _arrivals()
    _origins()
    op.create_table(
        "staff_alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("seen_by", sa.Uuid(), _to("staff_alarm", "seen_by", "staff_user"), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_alarm"),
    )
    unseen = sa.text("seen_at IS NULL")
    op.create_index(
        "uq_staff_alarm_open", "staff_alarm", ["kind", "subject"], unique=True, postgresql_where=unseen
    )


def _imports() -> None:
    name = "article_import"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("file_ref", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid(), _to(name, "office_id", "office"), nullable=True),
        sa.Column("made_by", sa.Uuid(), _to(name, "made_by", "staff_user"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("problem", JSONB(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.Uuid(), _to(name, "undone_by", "staff_user"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index("ix_article_import_due", name, ["stage", "due_at"])


def _arrivals() -> None:
    arrival, reference = "article_arrival", "article_reference"
    came_with = _to(arrival, "import_id", "article_import", ondelete="CASCADE")
    of_item = _to(arrival, "item_id", "newsroom_item", ondelete="SET NULL")
    op.create_table(
        arrival,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.Uuid(), came_with, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(one, sa.Text(), nullable=False) for one in ("source_key", "title", "address")),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("told", JSONB(), nullable=False),
        sa.Column("notes", JSONB(), nullable=False),
        sa.Column("fate", sa.String(40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), of_item, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{arrival}"),
        sa.UniqueConstraint("import_id", "number", name=f"uq_{arrival}_import_id_number"),
    )
    op.create_index("ix_article_arrival_item_id", arrival, ["item_id"])
    of_import = _to(reference, "import_id", "article_import", ondelete="CASCADE")
    op.create_table(
        reference,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.Uuid(), of_import, nullable=False),
        sa.Column("sort", sa.String(40), nullable=False),
        *(sa.Column(one, sa.Text(), nullable=False) for one in ("address", "alt")),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=True),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{reference}"),
        sa.UniqueConstraint("import_id", "sort", "address", name=f"uq_{reference}_import_id_sort_address"),
    )


def _origins() -> None:
    origin, path = "article_origin", "former_path"
    of_item = _to(origin, "item_id", "newsroom_item", ondelete="CASCADE")
    of_import = _to(origin, "import_id", "article_import", ondelete="SET NULL")
    op.create_table(
        origin,
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), of_item, nullable=False),
        sa.Column("import_id", sa.Uuid(), of_import, nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("came_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source_key", name=f"pk_{origin}"),
        sa.UniqueConstraint("item_id", name=f"uq_{origin}_item_id"),
    )
    op.create_index("ix_article_origin_import_id", origin, ["import_id"])
    leading = _to(path, "item_id", "newsroom_item", ondelete="CASCADE")
    op.create_table(
        path,
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), leading, nullable=False),
        sa.PrimaryKeyConstraint("path", name=f"pk_{path}"),
    )
    op.create_index("ix_former_path_item_id", path, ["item_id"])


def downgrade() -> None:
    """All away; what came stays as drafts, old addresses lead nowhere."""
    for table in ("former_path", "article_origin", "article_reference", "article_arrival", "article_import"):
        op.drop_table(table)
    op.drop_table("staff_alarm")
