"""Keep what each run of the evidence found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "evidence_runs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_runs")),
    )
    op.create_index(op.f("ix_evidence_runs_at"), "evidence_runs", ["at"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("evidence_runs")
