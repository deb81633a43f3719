"""The clinician's queue in full: answers on their way, who looks on, absences, ready words, figures."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "flag_runs",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_flag_runs")),
    )
    op.create_table(
        "service_figures",
        sa.Column("queue_id", sa.String(length=32), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("oldest_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("median_hours", sa.Double(), nullable=True),
        sa.Column("p90_hours", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("queue_id", name=op.f("pk_service_figures")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("cover_id", sa.String(length=32), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absences_order")),
        sa.ForeignKeyConstraint(["account_id"], ["members.account_id"], name=op.f("fk_absences_account_id_members")),
        sa.ForeignKeyConstraint(["cover_id"], ["members.account_id"], name=op.f("fk_absences_cover_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absences_cover_id"), ["cover_id"], unique=False)

    op.create_table(
        "flag_rules",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("phrase", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("added_by_id", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_rules")),
    )
    op.create_table(
        "flag_signatures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_by_id", sa.String(length=32), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_signatures")),
    )
    with op.batch_alter_table("flag_signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flag_signatures_pack"), ["pack"], unique=False)

    op.create_table(
        "questionnaires",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=32), nullable=True),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["members.account_id"], name=op.f("fk_questionnaires_owner_id_members")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_questionnaires_queue_id_queues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
    )
    op.create_table(
        "reply_templates",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("queue_id", sa.String(length=32), nullable=True),
        sa.Column("topic_slug", sa.String(length=60), nullable=True),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("shortcut", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("expect", sa.Text(), nullable=False),
        sa.Column("worry", sa.Text(), nullable=False),
        sa.Column("do_now", sa.Text(), nullable=False),
        sa.Column("by_when", sa.Text(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["members.account_id"], name=op.f("fk_reply_templates_owner_id_members")),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_reply_templates_queue_id_queues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_templates")),
    )
    with op.batch_alter_table("reply_templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_templates_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_reply_templates_shortcut", ["lang", "shortcut"], unique=False)

    op.create_table(
        "consults",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_consults_account_id_accounts")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_consults_asked_by_id_accounts")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_consults_question_id_questions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consults")),
        sa.UniqueConstraint("question_id", "account_id", name=op.f("uq_consults_question_id")),
    )
    with op.batch_alter_table("consults", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consults_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consults_question_id"), ["question_id"], unique=False)

    op.create_table(
        "presences",
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("doing", sa.String(length=8), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_presences_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_presences_question_id_questions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "account_id", name=op.f("pk_presences")),
    )
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presences_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "safety_cases",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.String(length=32), nullable=True),
        sa.Column("finding", sa.String(length=20), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["accounts.id"], name=op.f("fk_safety_cases_closed_by_id_accounts")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_safety_cases_question_id_questions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_safety_cases_queue_id_queues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_cases")),
    )
    with op.batch_alter_table("safety_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safety_cases_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_safety_cases_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_safety_cases_queue_id"), ["queue_id"], unique=False)

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("send_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("helped", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("care_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answer_read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("promise_made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("renewals", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go down."""
    op.drop_table("flag_runs")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_column("renewals")
        batch_op.drop_column("promise_made_at")
        batch_op.drop_column("outcome_at")
        batch_op.drop_column("outcome")
        batch_op.drop_column("answer_read_at")
        batch_op.drop_column("first_seen_at")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("care_step")
        batch_op.drop_column("helped")
        batch_op.drop_column("send_at")

    with op.batch_alter_table("safety_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safety_cases_queue_id"))
        batch_op.drop_index(batch_op.f("ix_safety_cases_question_id"))
        batch_op.drop_index(batch_op.f("ix_safety_cases_opened_at"))

    op.drop_table("safety_cases")
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presences_seen_at"))

    op.drop_table("presences")
    with op.batch_alter_table("consults", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consults_question_id"))
        batch_op.drop_index(batch_op.f("ix_consults_account_id"))

    op.drop_table("consults")
    with op.batch_alter_table("reply_templates", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_templates_shortcut")
        batch_op.drop_index(batch_op.f("ix_reply_templates_owner_id"))

    op.drop_table("reply_templates")
    op.drop_table("questionnaires")
    with op.batch_alter_table("flag_signatures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flag_signatures_pack"))

    op.drop_table("flag_signatures")
    op.drop_table("flag_rules")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_cover_id"))
        batch_op.drop_index(batch_op.f("ix_absences_account_id"))

    op.drop_table("absences")
    op.drop_table("service_figures")
