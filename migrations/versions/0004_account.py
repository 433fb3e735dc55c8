"""What the Official Account can do, its quotas, templates and articles, and the reading of its followers.

Safe beside the code of the release before: it adds ten tables and touches no other.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oa_profile",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("oa_type", sa.Integer(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=True),
        sa.Column("package", sa.Text(), nullable=True),
        sa.Column("package_until", sa.Text(), nullable=True),
        sa.Column("cloud_account", sa.Text(), nullable=True),
        sa.Column("followers", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("oa_id", name=op.f("pk_oa_profile")),
    )
    op.create_table(
        "oa_capability",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column(
            "name",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("error_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_user.id"], name=op.f("fk_oa_capability_changed_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("oa_id", "name", name=op.f("pk_oa_capability")),
    )
    op.create_table(
        "oa_pace",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("oa_id", name=op.f("pk_oa_pace")),
    )
    op.create_table(
        "oa_upload",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("given_id", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oa_upload")),
    )
    op.create_index("ix_oa_upload_digest", "oa_upload", ["oa_id", "kind", "digest"], unique=False)
    op.create_table(
        "oa_quota",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("remain", sa.BigInteger(), nullable=True),
        sa.Column("valid_through", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_user.id"], name=op.f("fk_oa_quota_changed_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("oa_id", "name", name=op.f("pk_oa_quota")),
    )
    op.create_table(
        "zns_template",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("quality", sa.Text(), nullable=True),
        sa.Column("quota", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_times", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("oa_id", "template_id", name=op.f("pk_zns_template")),
    )
    op.create_table(
        "follower_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("details", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["started_by"], ["staff_user.id"], name=op.f("fk_follower_run_started_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower_run")),
    )
    op.create_index(
        "uq_follower_run_open",
        "follower_run",
        ["oa_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('running', 'paused')"),
    )
    op.create_table(
        "follower_slice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("next_offset", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["follower_run.id"],
            name=op.f("fk_follower_slice_run_id_follower_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower_slice")),
    )
    op.create_index("ix_follower_slice_run", "follower_slice", ["run_id", "is_done"], unique=False)
    op.create_table(
        "oa_follower",
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("oa_id", "user_id", name=op.f("pk_oa_follower")),
    )
    op.create_index(
        "ix_oa_follower_waiting",
        "oa_follower",
        ["oa_id"],
        unique=False,
        postgresql_where=sa.text("detail_at IS NULL"),
    )
    op.create_table(
        "oa_article",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oa_article")),
        sa.UniqueConstraint("key", name=op.f("uq_oa_article_key")),
    )
    op.create_index("ix_oa_article_state", "oa_article", ["state", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_table("oa_article")
    op.drop_table("oa_follower")
    op.drop_table("follower_slice")
    op.drop_table("follower_run")
    op.drop_table("zns_template")
    op.drop_table("oa_quota")
    op.drop_table("oa_upload")
    op.drop_table("oa_pace")
    op.drop_table("oa_capability")
    op.drop_table("oa_profile")
