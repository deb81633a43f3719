"""A clinician may have a page of their own for readers; pages are found by who stands on them, and by team."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
INDEXES = {
    "ix_pages_answered_by": ("answered_by", "published_at"),
    "ix_pages_reviewed_by": ("reviewed_by", "published_at"),
    "ix_pages_of_team": ("queue_id", "published_at"),
}


def upgrade() -> None:
    """Go up."""
    # Without a batch: SQLite would make the table anew, for a column that has no value yet.
    op.add_column("members", sa.Column("public_slug", sa.String(length=80), nullable=True))
    op.create_index("ix_members_public_slug", "members", ["public_slug"], unique=True)
    for name, columns in INDEXES.items():
        # Imported pages are many, and have neither a person nor a team.
        named = sa.text("queue_id IS NOT NULL" if columns[0] == "queue_id" else f"{columns[0]} <> ''")
        op.create_index(name, "pages", list(columns), sqlite_where=named, postgresql_where=named)


def downgrade() -> None:
    """Go down."""
    for name in INDEXES:
        op.drop_index(name, table_name="pages")
    op.drop_index("ix_members_public_slug", table_name="members")
    op.drop_column("members", "public_slug")
