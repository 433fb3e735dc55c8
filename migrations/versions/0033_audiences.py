"""What citizens want news of, officials and their groups, kept audiences, rules of table feeds.

Safe beside the code of the release before: adds nine tables, touches no other.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "table_feed_row",
    "table_feed",
    "news_segment",
    "official",
    "official_phone",
    "official_invitation",
    "official_group",
    "oa_tag",
    "news_choice",
)


def upgrade() -> None:
    """Nine tables; no kept page reads one of them."""
    _choices()
    _groups()
    _joining()
    _segments()
    _feeds()


def downgrade() -> None:
    """Take them away again."""
    for table in TABLES:
        op.drop_table(table)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _foreign(table: str, column: str, to: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE" if cascade else None)


def _choices() -> None:
    op.create_table(
        "news_choice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_choice")),
        sa.UniqueConstraint(
            "citizen_id", "topic", "about", name=op.f("uq_news_choice_citizen_id_topic_about")
        ),
        _foreign("news_choice", "citizen_id", "citizen", cascade=True),
    )
    op.create_index(
        "ix_news_choice_live",
        "news_choice",
        ["topic", "about"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "oa_tag",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("oa_id", "user_id", "name", name=op.f("pk_oa_tag")),
    )
    op.create_index("ix_oa_tag_name", "oa_tag", ["oa_id", "name"])


def _groups() -> None:
    op.create_table(
        "official_group",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid()),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_group")),
        _foreign("official_group", "office_id", "office"),
        _foreign("official_group", "made_by", "staff_user"),
    )
    op.create_table(
        "official_phone",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("group_id", "fingerprint", name=op.f("pk_official_phone")),
        _foreign("official_phone", "group_id", "official_group", cascade=True),
    )
    op.create_index("ix_official_phone_fingerprint", "official_phone", ["fingerprint"])


def _joining() -> None:
    op.create_table(
        "official_invitation",
        _id(),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_official_invitation_code_hash")),
        _foreign("official_invitation", "group_id", "official_group", cascade=True),
        _foreign("official_invitation", "made_by", "staff_user"),
    )
    op.create_index(op.f("ix_official_invitation_group_id"), "official_invitation", ["group_id"])
    op.create_table(
        "official",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official")),
        _foreign("official", "citizen_id", "citizen", cascade=True),
        _foreign("official", "group_id", "official_group", cascade=True),
    )
    op.create_index("ix_official_citizen", "official", ["citizen_id", "group_id"], unique=True)
    op.create_index(op.f("ix_official_group_id"), "official", ["group_id"])


def _segments() -> None:
    op.create_table(
        "news_segment",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.JSONB(), nullable=False),
        sa.Column("office_id", sa.Uuid()),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_segment")),
        _foreign("news_segment", "office_id", "office"),
        _foreign("news_segment", "made_by", "staff_user"),
    )


def _feeds() -> None:
    op.create_table(
        "table_feed",
        _id(),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.Uuid()),
        sa.Column("approved_at", MOMENT),
        sa.Column("told_on", sa.Date()),
        sa.Column("seen", sa.Uuid()),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_feed")),
        sa.UniqueConstraint("table_id", name=op.f("uq_table_feed_table_id")),
        _foreign("table_feed", "table_id", "lookup_table"),
        _foreign("table_feed", "made_by", "staff_user"),
        _foreign("table_feed", "approved_by", "staff_user"),
    )
    op.create_table(
        "table_feed_row",
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("feed_id", "digest", name=op.f("pk_table_feed_row")),
        _foreign("table_feed_row", "feed_id", "table_feed", cascade=True),
    )
