"""Ask staff for a second factor: keep apps, codes on paper and passkeys, and half sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
OF_AN_ACCOUNT = ("totps", "recovery_codes", "passkeys")


def _table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{name}_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_account_id"), name, ["account_id"])


def upgrade() -> None:
    """Go up; staff are signed out, since none of them has given a second factor."""
    _table(
        "totps",
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
    )
    _table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_codes_account_id")),
    )
    _table(
        "passkeys",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_table(
        "passkey_challenges",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bound_to", sa.String(length=64), nullable=False),
        sa.Column("challenge", sa.LargeBinary(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenges")),
    )
    op.create_index(op.f("ix_passkey_challenges_expires_at"), "passkey_challenges", ["expires_at"])
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("is_half", sa.Boolean(), nullable=False, server_default=sa.false()))
        sessions.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        sessions.add_column(sa.Column("browser", sa.String(length=40), nullable=False, server_default=""))
    op.execute("UPDATE sessions SET ended_at = CURRENT_TIMESTAMP WHERE role <> 'patient' AND ended_at IS NULL")


def downgrade() -> None:
    """Go down."""
    # A half session would be a whole one afterwards.
    op.execute("UPDATE sessions SET ended_at = CURRENT_TIMESTAMP WHERE is_half AND ended_at IS NULL")
    with op.batch_alter_table("sessions") as sessions:
        for name in ("browser", "proved_at", "is_half"):
            sessions.drop_column(name)
    for name in ("passkey_challenges", *reversed(OF_AN_ACCOUNT)):
        op.drop_table(name)
