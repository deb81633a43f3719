"""Counts of words by queue: what answered questions taught the routing."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "routing_lessons",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("learned", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_lessons")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("routing_lessons")
