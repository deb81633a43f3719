"""A second look-up of addresses and receipt codes, so that the root key can be changed while people sign in and up."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go up."""
    op.add_column("accounts", sa.Column("email_lookup_next", sa.String(length=64), nullable=True))
    op.execute("UPDATE accounts SET email_lookup_next = email_lookup")
    op.create_index(op.f("ix_accounts_email_lookup_next"), "accounts", ["email_lookup_next"], unique=True)
    op.add_column("accounts", sa.Column("code_lookup_next", sa.String(length=64), nullable=True))
    op.execute("UPDATE accounts SET code_lookup_next = code_lookup")
    op.create_index(op.f("ix_accounts_code_lookup_next"), "accounts", ["code_lookup_next"], unique=True)


def downgrade() -> None:
    """Go down."""
    op.drop_index(op.f("ix_accounts_code_lookup_next"), "accounts")
    op.drop_column("accounts", "code_lookup_next")
    op.drop_index(op.f("ix_accounts_email_lookup_next"), "accounts")
    op.drop_column("accounts", "email_lookup_next")
