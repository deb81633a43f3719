"""The answers near an answer are kept with it, so that no reader waits until they are found."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
LACKING = sa.text("related IS NULL")


def upgrade() -> None:
    """Go up."""
    # Without a batch: SQLite would make the table anew, for a column that has no value yet.
    op.add_column("pages", sa.Column("related", sa.LargeBinary(), nullable=True))
    op.create_index("ix_pages_unrelated", "pages", ["state"], sqlite_where=LACKING, postgresql_where=LACKING)


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_pages_unrelated", table_name="pages")
    op.drop_column("pages", "related")
