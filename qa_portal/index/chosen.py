"""The engine a house has chosen, and taking away what another one left."""

import shutil

from sqlalchemy import select

from qa_portal.db import db, transaction
from qa_portal.index.backend import SearchBackend
from qa_portal.index.postgresql import PostgresqlBackend
from qa_portal.index.postgresql_tables import SearchState
from qa_portal.index.postgresql_writing import empty, lock
from qa_portal.index.whoosh import WhooshBackend
from qa_portal.settings import Settings


def backend_of(settings: Settings) -> SearchBackend:
    """Return the engine of `QA_SEARCH`."""
    return PostgresqlBackend() if settings.search == "postgresql" else WhooshBackend(settings.index_dir)


def take_others_away(settings: Settings) -> None:
    """Remove the index that is not used: nobody would take a withdrawn page out of it."""
    if settings.search == "postgresql":
        shutil.rmtree(settings.index_dir, ignore_errors=True)
        return
    if db.engine.dialect.name != "postgresql":
        return
    with transaction() as session:
        if session.scalar(select(SearchState.id)) is not None:
            lock(session)
            empty(session)
