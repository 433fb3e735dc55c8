"""The newsroom's list is read in the order of its last change from an index; old numbers of texts lead on.

Safe beside the code of the release before: adds one index and rows that it never asks for; items are
thousands, so writes hardly wait.
"""

from alembic import op

revision = "0051"
down_revision = "0054"
branch_labels = None
depends_on = None

NAME = "ix_newsroom_item_changed_at"


def upgrade() -> None:
    """A page of the list is its first rows alone; paths are written once."""
    op.create_index(NAME, "newsroom_item", ["changed_at", "id"])
    op.execute(  # what came from WordPress before is known by its number there, too
        "INSERT INTO former_path (path, item_id) "
        "SELECT '/?p=' || (substring(source_key from '[0-9]+$'))::bigint, item_id "
        "FROM article_origin WHERE source_key ~ '^[^/]*/[?](p|page_id)=[0-9]{1,12}$' "
        "ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    """The index goes; paths stay, since the release before only reads them."""
    op.drop_index(NAME, table_name="newsroom_item")
