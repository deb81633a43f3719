"""Alembic environment of the main store; the command hands in the connection."""

from alembic import context

import qa_portal.schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=qa_portal.schema.MAIN,
    render_as_batch=True,
    compare_type=True,
    render_item=qa_portal.schema.plain_type,
)
with context.begin_transaction():
    context.run_migrations()
