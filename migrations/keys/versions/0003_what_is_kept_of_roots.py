"""Root keys under the printed recovery key, and the audit keys of retired ones."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "kept_keys",
        sa.Column("root_id", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("root_id", name=op.f("pk_kept_keys")),
    )
    op.create_table(
        "recovery_envelopes",
        sa.Column("root_id", sa.String(length=32), nullable=False),
        sa.Column("recovery", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("root_id", name=op.f("pk_recovery_envelopes")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("recovery_envelopes")
    op.drop_table("kept_keys")
