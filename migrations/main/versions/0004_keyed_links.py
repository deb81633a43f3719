"""Make the links of the audit chain with a key, and let the chain begin at a signed cut."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go up. Links were made without a key before: the worker makes them all anew, in a table of their own."""
    _replace("audit_links", "chain_links")
    op.create_table(
        "audit_cuts",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mac_key_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_cuts")),
    )


def downgrade() -> None:
    """Go down. The links of an older release have no key: its worker makes them anew, too."""
    _replace("chain_links", "audit_links")
    op.drop_table("audit_cuts")


def _replace(old: str, new: str) -> None:
    op.create_table(
        new,
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name=op.f(f"fk_{new}_entry_id_audit_entries")),
        sa.PrimaryKeyConstraint("position", name=op.f(f"pk_{new}")),
        sa.UniqueConstraint("entry_id", name=op.f(f"uq_{new}_entry_id")),
    )
    op.drop_table(old)
