"""What is asked of search, staff's words for it, and the questions that joined the rated set.

Safe beside the code of the release before: it adds three tables and touches no other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "search_asked",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("taps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "said", name="pk_search_asked"),
    )
    op.create_table(
        "search_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(means IS NULL) <> (code IS NULL)", name="ck_search_word_means_or_code"),
        sa.ForeignKeyConstraint(["made_by"], ["staff_user.id"], name="fk_search_word_made_by_staff_user"),
        sa.PrimaryKeyConstraint("id", name="pk_search_word"),
        sa.UniqueConstraint("said", name="uq_search_word_said"),
    )
    op.create_table(
        "search_rated",
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("said", name="pk_search_rated"),
    )


def downgrade() -> None:
    for name in ("search_rated", "search_word", "search_asked"):
        op.drop_table(name)
