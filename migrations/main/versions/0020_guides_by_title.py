"""Guides are few among many pages, and asked for on every search: an index of them alone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
GUIDES = sa.text("slug IS NOT NULL")


def upgrade() -> None:
    """Go up."""
    op.create_index(
        "ix_pages_guides", "pages", ["state", "sort_key", "id"], sqlite_where=GUIDES, postgresql_where=GUIDES
    )


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_pages_guides", table_name="pages")
