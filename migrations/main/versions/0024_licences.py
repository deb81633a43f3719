"""The licences of those who answer, and who looked them up."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "licences",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("register", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("checked_by_id <> account_id", name=op.f("ck_licences_second_person")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["members.account_id"], name=op.f("fk_licences_account_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_licences")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("licences")
