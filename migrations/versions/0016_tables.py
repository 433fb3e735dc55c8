"""Look-up tables: tables, editions, rows with their lexemes, rows that were not taken.

Safe beside the code of the release before: new tables, no other is touched.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lookup_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("slug", "title", "intro", "kind")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("keyword", "keyword_folded")),
        sa.Column("live_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["staff_user.id"], name="fk_lookup_table_created_by_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lookup_table"),
        sa.UniqueConstraint("slug", name="uq_lookup_table_slug"),
        sa.UniqueConstraint("keyword_folded", name="uq_lookup_table_keyword_folded"),
    )
    _editions()
    _rows()


def _editions() -> None:
    lists = ("facts", "header", "sample", "columns", "places", "vocabulary", "problem")
    op.create_table(
        "table_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("file_name", "file_ref", "document_no")),
        *(sa.Column(name, postgresql.JSONB(), nullable=False) for name in lists),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("header_line", "rows_total", "rows_done", "rows_bad", "header_end", "rows_end", "tries")
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["table_id"], ["lookup_table.id"], name="fk_table_edition_table_id_lookup_table"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["staff_user.id"], name="fk_table_edition_uploaded_by_staff_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_table_edition"),
        sa.UniqueConstraint("number", name="uq_table_edition_number"),
    )
    op.create_index("ix_table_edition_table_id", "table_edition", ["table_id"])
    op.create_index(
        "ix_table_edition_due",
        "table_edition",
        ["due_at"],
        postgresql_where=sa.text("state IN ('arrived', 'importing')"),
    )


def _rows() -> None:
    op.create_table(
        "table_row",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "line", name="pk_table_row"),
    )
    op.create_index(
        "ix_table_row_words",
        "table_row",
        ["words"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_table_row_day",
        "table_row",
        ["edition_id", "day"],
        postgresql_where=sa.text("day IS NOT NULL"),
    )
    op.create_table(
        "table_fault",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("column", "word", "value")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["table_edition.id"],
            name="fk_table_fault_edition_id_table_edition",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition_id", "line", name="pk_table_fault"),
    )


def downgrade() -> None:
    for table in ("table_fault", "table_row", "table_edition", "lookup_table"):
        op.drop_table(table)
