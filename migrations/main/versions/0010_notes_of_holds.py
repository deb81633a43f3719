"""Why something is held, in words that are sealed, and the receipt number it was held by."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("legal_holds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("owner_id", sa.String(length=32), nullable=False, server_default="clinic"))
        batch_op.add_column(sa.Column("note", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("legal_holds", schema=None) as batch_op:
        batch_op.drop_column("note")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("number")
