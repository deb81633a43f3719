"""What befalls a page after it is published: owner and review date, reports, sources, recalls, merges, receipts."""

import sqlalchemy as sa
from alembic import op

from qa_portal import clock

revision = "0014"
down_revision = "0013"
USUAL_MONTHS, MEDICINES, MEDICINE_MONTHS = 36, "medicines-and-vaccines", 12
AT = sa.DateTime(timezone=True)
ID = sa.String(length=32)


def upgrade() -> None:
    """Go up."""
    _make_tables()
    # SQLite would make the table anew for more, and its topics are pointed at.
    months = sa.Column("review_months", sa.Integer(), nullable=False, server_default=str(USUAL_MONTHS))
    op.add_column("topics", months)
    topics = sa.table("topics", sa.column("slug"), sa.column("review_months"))
    op.execute(topics.update().where(topics.c.slug == MEDICINES).values(review_months=MEDICINE_MONTHS))
    with op.batch_alter_table("pages") as batch:
        for name in ("owner_id", "queue_id", "recall_id", "merged_into_id"):
            batch.add_column(sa.Column(name, ID, nullable=True))
        batch.add_column(sa.Column("reminded_at", AT, nullable=True))
        batch.add_column(sa.Column("gone_because", sa.String(length=20), nullable=False, server_default=""))
        for name in ("owner_id", "recall_id", "merged_into_id"):
            batch.create_index(op.f(f"ix_pages_{name}"), [name])
        batch.create_foreign_key(op.f("fk_pages_recall_id_recalls"), "recalls", ["recall_id"], ["id"])
        batch.create_foreign_key(op.f("fk_pages_merged_into_id_pages"), "pages", ["merged_into_id"], ["id"])
        batch.drop_constraint(op.f("ck_pages_state"), type_="check")
        batch.create_check_constraint(op.f("ck_pages_state"), "state IN ('live', 'held', 'merged', 'withdrawn')")
        batch.create_check_constraint(op.f("ck_pages_merged_into"), "(state = 'merged') = (merged_into_id IS NOT NULL)")
    _give_owners()
    _give_dates()


def _make_tables() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", ID, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_by_id", ID, nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("undo_by_id", ID, nullable=True),
        sa.Column("undo_at", AT, nullable=True),
        sa.Column("restored_by_id", ID, nullable=True),
        sa.Column("restored_at", AT, nullable=True),
        sa.CheckConstraint(
            "restored_by_id IS NULL OR restored_by_id <> undo_by_id", name=op.f("ck_recalls_second_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_table(
        "page_reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("page_id", ID, nullable=False),
        sa.Column("wrong", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("reported_at", AT, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_reports_page_id_pages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_reports")),
        sa.UniqueConstraint("number", name=op.f("uq_page_reports_number")),
    )
    op.create_table(
        "source_checks",
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("checked_at", AT, nullable=True),
        sa.Column("trouble_at", AT, nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_checks")),
    )
    op.create_table(
        "removals",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("publication_id", ID, nullable=False),
        sa.Column("page_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("finished_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_removals_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_removals_question_id_questions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    for table, name in INDEXES:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


INDEXES = (
    ("page_reports", "page_id"),
    ("page_reports", "reported_at"),
    ("page_reports", "outcome"),
    ("source_checks", "state"),
    ("source_checks", "checked_at"),
    ("removals", "question_id"),
    ("removals", "publication_id"),
)


def _give_owners() -> None:
    columns = ("id", "owner_id", "queue_id")
    pages = sa.table("pages", *map(sa.column, columns))
    publications = sa.table("publications", *map(sa.column, ("page_id", "answered_by_id", "queue_id")))
    mine = publications.c.page_id == pages.c.id
    op.execute(
        pages.update().values(
            owner_id=sa.select(publications.c.answered_by_id).where(mine).scalar_subquery(),
            queue_id=sa.select(publications.c.queue_id).where(mine).scalar_subquery(),
        )
    )


def _give_dates() -> None:
    # Counted from today: what nobody dated before must not be overdue on the day of the update.
    names = ("id", "state", "review_by_at")
    pages = sa.table("pages", *(sa.column(name, AT) if name.endswith("_at") else sa.column(name) for name in names))
    undated = (pages.c.state == "live") & pages.c.review_by_at.is_(None)
    op.execute(pages.update().where(undated).values(review_by_at=clock.months_later(clock.now(), USUAL_MONTHS)))


def downgrade() -> None:
    """Go down."""
    for table, name in INDEXES:
        op.drop_index(op.f(f"ix_{table}_{name}"), table_name=table)
    for table in ("removals", "source_checks", "page_reports"):
        op.drop_table(table)
    # What was held back or merged had words that may be wrong: it is taken away, not shown again.
    op.execute(
        "UPDATE pages SET recall_id = NULL, merged_into_id = NULL, state = 'withdrawn', withdrawn_at = updated_at,"
        " title = '', question = '', answer = '', expect = '', worry = '', do_now = '', by_when = '', sort_key = '',"
        " content_sha256 = '', index_stamp = '', sources = '[]' WHERE state IN ('held', 'merged')"
    )
    with op.batch_alter_table("pages") as batch:
        batch.drop_constraint(op.f("ck_pages_merged_into"), type_="check")
        batch.drop_constraint(op.f("ck_pages_state"), type_="check")
        batch.create_check_constraint(op.f("ck_pages_state"), "state IN ('live', 'withdrawn')")
        for name in ("fk_pages_recall_id_recalls", "fk_pages_merged_into_id_pages"):
            batch.drop_constraint(op.f(name), type_="foreignkey")
        for name in ("owner_id", "recall_id", "merged_into_id"):
            batch.drop_index(op.f(f"ix_pages_{name}"))
        for name in ("owner_id", "queue_id", "recall_id", "merged_into_id", "reminded_at", "gone_because"):
            batch.drop_column(name)
    op.drop_column("topics", "review_months")
    op.drop_table("recalls")
