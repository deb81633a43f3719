"""Who gets topics by mail: a sealed address, its blind index, and when they were told last."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "followers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic_slug", sa.String(length=64), nullable=False),
        sa.Column("email_lookup", sa.String(length=64), nullable=False),
        sa.Column("email_lookup_next", sa.String(length=64), nullable=False),
        sa.Column("email_key_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("confirmed_at", AT, nullable=True),
        sa.Column("told_until", AT, nullable=True),
        sa.Column("next_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sa.UniqueConstraint("email_lookup", name=op.f("uq_followers_email_lookup")),
        sa.UniqueConstraint("email_lookup_next", name=op.f("uq_followers_email_lookup_next")),
    )
    with op.batch_alter_table("followers") as batch:
        batch.create_index(op.f("ix_followers_topic_slug"), ["topic_slug"])
        batch.create_index(op.f("ix_followers_next_at"), ["next_at"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("followers")
