"""The search index inside PostgreSQL, for a house of more than one machine (`QA_SEARCH=postgresql`)."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "search_state",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("build", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("words_gone_at", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("postings", sa.Integer(), nullable=False),
        sa.Column("spelled", sa.Integer(), nullable=False),
        sa.Column("is_damaged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_state")),
    )
    op.create_table(
        "search_pages",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("angles", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_pages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_search_pages_public_id")),
    )
    op.create_table(
        "search_postings",
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("on_shelf", sa.Boolean(), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("documents", sa.LargeBinary(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stem", "on_shelf", "block", name=op.f("pk_search_postings")),
    )
    op.create_table(
        "search_stems",
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("shelved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stem", name=op.f("pk_search_stems")),
    )
    op.create_table(
        "search_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Unpacking would cost more than it saves: numbers and weights hardly pack.
        for column in ("documents", "weights"):
            op.execute(f"ALTER TABLE search_postings ALTER COLUMN {column} SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Go down."""
    for name in ("search_words", "search_stems", "search_postings", "search_pages", "search_state"):
        op.drop_table(name)
