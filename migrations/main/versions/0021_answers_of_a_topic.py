"""The answers of a topic in the order they are shown: a page of them is read along the index and never sorted."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
NAME, TABLE = "ix_pages_of_topic", "pages"


def upgrade() -> None:
    """Go up."""
    op.drop_index(NAME, table_name=TABLE)
    columns = ["state", "topic_slug", "imported", sa.text("published_at DESC"), "sort_key", "id", "slug"]
    op.create_index(NAME, TABLE, columns)


def downgrade() -> None:
    """Go down."""
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["state", "topic_slug", "imported", "published_at"])
