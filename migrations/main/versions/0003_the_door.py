"""People without an e-mail address, shared devices, staff sign-on, growing waits, and where a quick exit leads."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("accounts") as batch:
        batch.alter_column("email_lookup", nullable=True, existing_type=sa.String(length=64))
        batch.alter_column("email_key_id", nullable=True, existing_type=sa.String(length=32))
        batch.alter_column("email", nullable=True, existing_type=sa.LargeBinary())
        batch.add_column(sa.Column("code_lookup", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("code_key_id", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("code", sa.LargeBinary(), nullable=True))
        batch.create_index(batch.f("ix_accounts_code_lookup"), ["code_lookup"], unique=True)
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("clinic_facts") as batch:
        batch.add_column(sa.Column("exit_url", sa.String(length=300), nullable=False, server_default=""))
    op.create_table(
        "sign_on_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_on_links_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on_links")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_sign_on_links_subject_hash")),
    )
    op.create_index(op.f("ix_sign_on_links_account_id"), "sign_on_links", ["account_id"])
    op.create_table(
        "rate_waits",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_waits")),
    )
    op.create_index(op.f("ix_rate_waits_expires_at"), "rate_waits", ["expires_at"])


def downgrade() -> None:
    """Go down. Whoever has no e-mail address gets an empty one that opens nothing: their code is forgotten."""
    op.drop_table("rate_waits")
    op.drop_table("sign_on_links")
    with op.batch_alter_table("clinic_facts") as batch:
        batch.drop_column("exit_url")
    with op.batch_alter_table("sessions") as batch:
        batch.drop_column("is_shared")
    op.execute(
        "UPDATE accounts SET email_lookup = 'code:' || id, email_key_id = COALESCE(code_key_id, ''), email = code "
        "WHERE email IS NULL AND code IS NOT NULL"
    )
    with op.batch_alter_table("accounts") as batch:
        batch.drop_index(batch.f("ix_accounts_code_lookup"))
        batch.drop_column("code")
        batch.drop_column("code_key_id")
        batch.drop_column("code_lookup")
        batch.alter_column("email", nullable=False, existing_type=sa.LargeBinary())
        batch.alter_column("email_key_id", nullable=False, existing_type=sa.String(length=32))
        batch.alter_column("email_lookup", nullable=False, existing_type=sa.String(length=64))
