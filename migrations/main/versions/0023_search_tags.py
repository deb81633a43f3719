"""The index inside PostgreSQL keeps tags instead of the topic alone; the worker fills it anew, as its format says."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Go up."""
    _change("topic", "tags", sa.Text())


def downgrade() -> None:
    """Go down."""
    _change("tags", "topic", sa.String(length=64))


def _change(old: str, new: str, kind: sa.types.TypeEngine[str]) -> None:
    with op.batch_alter_table("search_pages") as table:
        table.drop_column(old)
        table.add_column(sa.Column(new, kind, nullable=False, server_default=""))
    with op.batch_alter_table("search_pages") as table:
        table.alter_column(new, server_default=None)
