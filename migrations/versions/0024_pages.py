"""Whatever citizens read moves one stamp when it changes, so that kept pages are dropped at once.

Safe beside the code of the release before: it adds one function and its triggers, and touches no table.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SHOWN = (
    *("announcement", "office", "unit", "unit_succession", "working_day_override", "hotline", "guide"),
    *("procedure", "procedure_version", "journey", "journey_step", "lookup_table", "table_edition"),
    "search_word",
)


def upgrade() -> None:
    """One statement trigger a table."""
    op.execute(
        """CREATE FUNCTION pages_changed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          INSERT INTO stamp (name, value) VALUES ('pages', gen_random_uuid())
            ON CONFLICT (name) DO UPDATE SET value = excluded.value;
          RETURN NULL;
        END $$"""
    )
    for table in SHOWN:
        op.execute(
            f"CREATE TRIGGER pages_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pages_changed()"
        )


def downgrade() -> None:
    """Without the triggers pages are at most `page_cache_seconds` old."""
    for table in SHOWN:
        op.execute(f"DROP TRIGGER pages_change ON {table}")
    op.execute("DROP FUNCTION pages_changed()")
