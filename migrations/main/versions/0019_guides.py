"""Guides: a name and hand-picked answers for their pages, their public past, and the versions staff write."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
AT = sa.DateTime(timezone=True)
ID = sa.String(length=32)


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("pages") as batch:
        batch.add_column(sa.Column("slug", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("picked", sa.JSON(), nullable=False, server_default="[]"))
        batch.create_unique_constraint(op.f("uq_pages_slug"), ["slug"])
    op.create_table(
        "page_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("page_id", ID, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_changes_page_id_pages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_changes")),
    )
    op.create_index(op.f("ix_page_changes_page_id"), "page_changes", ["page_id"])
    op.create_table(
        "guides",
        sa.Column("id", ID, nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("begun_by_id", ID, nullable=False),
        sa.Column("begun_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guides")),
    )
    _make_versions()


def _make_versions() -> None:
    op.create_table(
        "guide_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("guide_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("summary", "body", "help")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("sources", "picked", "kept")),
        sa.Column("topic_slug", sa.String(length=64), nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("review_by_at", AT, nullable=True),
        sa.Column("notice", sa.String(length=300), nullable=False),
        sa.Column("check_note", sa.Text(), nullable=False),
        sa.Column("written_by_id", ID, nullable=False),
        sa.Column("writer_ids", sa.JSON(), nullable=False),
        sa.Column("checked_by_id", ID, nullable=True),
        sa.Column("checked_at", AT, nullable=True),
        sa.Column("checked_sha256", sa.String(length=64), nullable=False),
        sa.Column("scheduled_at", AT, nullable=True),
        sa.Column("begun_at", AT, nullable=False),
        sa.Column("saved_at", AT, nullable=False),
        sa.Column("released_at", AT, nullable=True),
        sa.Column("released_by_id", ID, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_guide_versions_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["guide_id"], ["guides.id"], name=op.f("fk_guide_versions_guide_id_guides"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_slug"], ["topics.slug"], name=op.f("fk_guide_versions_topic_slug_topics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_versions")),
        sa.UniqueConstraint("guide_id", "number", name=op.f("uq_guide_versions_guide_id")),
    )
    op.create_index(op.f("ix_guide_versions_stage"), "guide_versions", ["stage"])


CHECKS = {
    "second_person": "checked_by_id IS NULL OR checked_by_id <> written_by_id",
    "stage": "stage IN ('draft', 'in_check', 'checked', 'scheduled', 'live', 'past')",
    "checked": "stage NOT IN ('checked', 'scheduled', 'live') OR checked_by_id IS NOT NULL",
    "scheduled": "stage <> 'scheduled' OR scheduled_at IS NOT NULL",
}


def downgrade() -> None:
    """Go down."""
    op.drop_table("guide_versions")
    op.drop_table("guides")
    op.drop_table("page_changes")
    # What is a guide has marks in its words that an answer does not know: it is taken away.
    op.execute(
        "UPDATE pages SET state = 'withdrawn', withdrawn_at = updated_at, title = '', question = '', answer = '',"
        " expect = '', worry = '', do_now = '', by_when = '', sort_key = '', correction = '', content_sha256 = '',"
        " index_stamp = '', sources = '[]', answered_by = '', answered_credential = '', reviewed_by = '',"
        " reviewed_credential = '', merged_into_id = NULL WHERE slug IS NOT NULL"
    )
    with op.batch_alter_table("pages") as batch:
        batch.drop_constraint(op.f("uq_pages_slug"), type_="unique")
        batch.drop_column("picked")
        batch.drop_column("slug")
