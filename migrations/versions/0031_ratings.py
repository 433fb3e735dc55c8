"""Ratings of service and of pages, reports of other systems, stories of what was settled.

Safe beside the code of the release before: adds four tables, touches no other.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four tables; figures have no trigger, since they may be as old as a kept page."""
    _rating()
    _page_vote()
    _open311()
    _story()


def _rating() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("scale_id", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        sa.Column("comment", sa.LargeBinary()),
        sa.Column("via", sa.String(40), nullable=False),
        sa.Column("office_id", sa.Uuid()),
        sa.Column("procedure_code", sa.Text()),
        sa.Column("rated_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_rating_office_id_office")),
        sa.UniqueConstraint("about", "subject_id", name=op.f("uq_rating_about_subject_id")),
    )
    op.create_index("ix_rating_rated_at", "rating", ["rated_at"])
    op.create_index("ix_rating_office_id", "rating", ["office_id", "rated_at"])


def _page_vote() -> None:
    op.create_table(
        "page_vote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("is_useful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_vote")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff_user.id"], name=op.f("fk_page_vote_settled_by_staff_user")
        ),
    )
    op.create_index("ix_page_vote_page", "page_vote", ["page", "at"])
    op.create_index("ix_page_vote_at", "page_vote", ["at"])


def _open311() -> None:
    op.create_table(
        "open311_request",
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("service_code", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_open311_request")),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["feedback.id"],
            name=op.f("fk_open311_request_feedback_id_feedback"),
            ondelete="CASCADE",
        ),
    )


def _story() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid()),
        sa.Column("picked_at", MOMENT, nullable=False),
        sa.Column("picked_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("feedback_id", name=op.f("uq_story_feedback_id")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_story_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_story_office_id_office")),
        sa.ForeignKeyConstraint(["picked_by"], ["staff_user.id"], name=op.f("fk_story_picked_by_staff_user")),
    )
    op.create_index(op.f("ix_story_month"), "story", ["month"])
    op.execute(
        "CREATE TRIGGER pages_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON story "
        "FOR EACH STATEMENT EXECUTE FUNCTION pages_changed()"
    )


def downgrade() -> None:
    """Without the tables."""
    op.drop_table("story")
    op.drop_table("open311_request")
    op.drop_table("page_vote")
    op.drop_table("rating")
