"""Keep cases, emergency accesses, unusual openings and checks of the chain."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "case_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    op.create_index(op.f("ix_case_notes_case_id"), "case_notes", ["case_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=True),
        sa.Column("question_id", sa.String(length=32), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("opened_by_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index(op.f("ix_cases_opened_at"), "cases", ["opened_at"], unique=False)
    op.create_index(op.f("ix_cases_patient_id"), "cases", ["patient_id"], unique=False)
    op.create_index(op.f("ix_cases_person_id"), "cases", ["person_id"], unique=False)
    op.create_index(op.f("ix_cases_question_id"), "cases", ["question_id"], unique=False)
    op.create_table(
        "chain_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.String(length=32), nullable=False),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.Column("unlinked", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_checks")),
    )
    op.create_index(op.f("ix_chain_checks_at"), "chain_checks", ["at"], unique=False)
    op.create_table(
        "glass_breaks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glass_breaks")),
    )
    op.create_index(op.f("ix_glass_breaks_broken_at"), "glass_breaks", ["broken_at"], unique=False)
    op.create_index(op.f("ix_glass_breaks_officer_id"), "glass_breaks", ["officer_id"], unique=False)
    op.create_index(op.f("ix_glass_breaks_question_id"), "glass_breaks", ["question_id"], unique=False)
    op.create_table(
        "opening_habits",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("unassigned", sa.Integer(), nullable=False),
        sa.Column("busiest_day", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_opening_habits")),
    )
    op.create_table(
        "same_names",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "patient_id", name=op.f("pk_same_names")),
    )
    op.create_table(
        "unusual_openings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.String(length=100), nullable=False),
        sa.Column("looked_by_id", sa.String(length=32), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unusual_openings")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_unusual_openings_entry_id")),
    )
    op.create_index(op.f("ix_unusual_openings_at"), "unusual_openings", ["at"], unique=False)
    op.create_index(op.f("ix_unusual_openings_person_id"), "unusual_openings", ["person_id"], unique=False)
    op.create_index(op.f("ix_unusual_openings_question_id"), "unusual_openings", ["question_id"], unique=False)
    op.create_table(
        "watch_marks",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch_marks")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("watch_marks")
    op.drop_index(op.f("ix_unusual_openings_question_id"), table_name="unusual_openings")
    op.drop_index(op.f("ix_unusual_openings_person_id"), table_name="unusual_openings")
    op.drop_index(op.f("ix_unusual_openings_at"), table_name="unusual_openings")
    op.drop_table("unusual_openings")
    op.drop_table("same_names")
    op.drop_table("opening_habits")
    op.drop_index(op.f("ix_glass_breaks_question_id"), table_name="glass_breaks")
    op.drop_index(op.f("ix_glass_breaks_officer_id"), table_name="glass_breaks")
    op.drop_index(op.f("ix_glass_breaks_broken_at"), table_name="glass_breaks")
    op.drop_table("glass_breaks")
    op.drop_index(op.f("ix_chain_checks_at"), table_name="chain_checks")
    op.drop_table("chain_checks")
    op.drop_index(op.f("ix_cases_question_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_person_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_patient_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_opened_at"), table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_case_notes_case_id"), table_name="case_notes")
    op.drop_table("case_notes")
