"""Checks by second clinicians, the register of consents, and how telling the words of a page are."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("risk", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("readers", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("proposal", sa.LargeBinary(), nullable=True))
    op.create_table(
        "publication_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("publication_id", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_publication_checks_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["accounts.id"], name=op.f("fk_publication_checks_reviewer_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_checks")),
    )
    op.create_index(op.f("ix_publication_checks_publication_id"), "publication_checks", ["publication_id"])
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("publication_id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("wording_hash", sa.String(length=64), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_consents_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["accounts.id"], name=op.f("fk_consents_patient_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    for column in ("publication_id", "patient_id", "given_at"):
        op.create_index(op.f(f"ix_consents_{column}"), "consents", [column])


def downgrade() -> None:
    """Go down."""
    op.drop_table("consents")
    op.drop_table("publication_checks")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_column("proposal")
        batch_op.drop_column("readers")
        batch_op.drop_column("risk")
