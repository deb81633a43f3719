"""Migrations go up and down with rows in the tables, on both databases, and end exactly where the models stand."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    inspect,
    select,
)
from sqlalchemy.types import JSON, Enum, TypeEngine

from qa_portal import schema
from qa_portal.db import plain_engine
from qa_portal.settings import Settings

METADATA = {"main": schema.MAIN, "keys": schema.KEYS}
SAMPLES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Boolean, False),
    (Float, 1.0),
    (Integer, 1),
    (LargeBinary, b"sealed"),
    (DateTime, datetime(2026, 1, 1, tzinfo=UTC)),
    (Date, date(2026, 1, 1)),
    (JSON, {}),
)


@pytest.fixture(params=["main", "keys"])
def engine(request: pytest.FixtureRequest, any_database: str, settings: Settings) -> Iterator[tuple[str, Engine]]:
    """One store at its newest revision."""
    made = plain_engine(schema.url_of(settings, request.param))
    yield request.param, made
    made.dispose()


@pytest.mark.filterwarnings("ignore:autogenerate skipping")
def test_the_newest_revision_is_what_the_models_say(engine: tuple[str, Engine]) -> None:
    store, found = engine
    with found.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours(found)})
        assert compare_metadata(context, METADATA[store]) == []


def _ours(engine: Engine) -> Callable[..., bool]:
    passed_over = {("table", "alembic_version")}
    if engine.dialect.name == "sqlite":
        # SQLite does not tell which way an index runs. PostgreSQL does.
        passed_over.add(("index", "ix_pages_of_topic"))
    return lambda _item, name, kind, _reflected, _compare_to: (kind, name) not in passed_over


def test_rows_survive_every_step_up_and_nothing_is_left_after_the_last_step_down(
    engine: tuple[str, Engine], settings: Settings
) -> None:
    store, found = engine
    revisions = [script.revision for script in ScriptDirectory.from_config(schema.config_of(store)).walk_revisions()]
    assert revisions[0] == (schema.folder(store) / "HEAD").read_text(encoding="ascii").partition("_")[0]
    filled = _fill(found)
    assert filled, "no table took a row"
    for revision in [*revisions[1:], "base"]:
        schema.downgrade(settings, store, revision)
        assert _emptied(found) == [], f"rows were lost on the way down to {revision}"
    assert set(inspect(found).get_table_names()) <= {"alembic_version"}
    schema.upgrade(settings)
    _fill(found)
    schema.upgrade(settings)
    assert _emptied(found) == []


def test_rows_survive_every_step_up(engine: tuple[str, Engine], settings: Settings) -> None:
    store, found = engine
    scripts = ScriptDirectory.from_config(schema.config_of(store)).walk_revisions()
    oldest, *newer = reversed([script.revision for script in scripts])
    schema.downgrade(settings, store, oldest)
    filled = set(_fill(found))
    for revision in newer:
        schema.upgrade(settings, revision, stores=(store,))
        assert filled & set(_emptied(found)) == set(), f"rows were lost on the way up to {revision}"


def _emptied(engine: Engine) -> list[str]:
    """Return the tables that have no row."""
    with engine.connect() as connection:
        return [table.name for table in _tables(engine) if connection.execute(select(table)).first() is None]


def _tables(engine: Engine) -> list[Table]:
    found = MetaData()
    found.reflect(engine)
    return [table for table in found.sorted_tables if table.name in _named(METADATA)]


def _named(stores: dict[str, MetaData]) -> set[str]:
    return {name for metadata in stores.values() for name in metadata.tables}


def _fill(engine: Engine) -> list[str]:
    """Put one row into every table, parents first."""
    done = []
    for table in _tables(engine):
        values = {column.name: _value(column) for column in table.columns}
        with engine.execution_options(qa_writes=True).begin() as connection:
            connection.execute(table.insert().values(**values))
        done.append(table.name)
    return done


def _value(column: Column[Any]) -> Any:
    special = {
        "state": "live" if column.table.name == "pages" else "active",
        "kind": "guide" if column.table.name == "pages" else "x",
        "withdrawn_at": None,
        "answered_by_id": "id",
        "reviewer_id": None if column.nullable else "id",
        "status": "candidate" if column.table.name == "publications" else "x",
        "reviewed_by": "",
        "stage": "draft",
        "checked_by_id": None,
        "restored_by_id": None,
        "merged_into_id": None,
    }
    if column.name in special:
        return special[column.name]
    if column.foreign_keys:
        return _value(next(iter(column.foreign_keys)).column)
    for kind, sample in SAMPLES:
        if isinstance(column.type, kind) and not isinstance(column.type, Enum):
            return sample
    length = getattr(column.type, "length", None) or 8
    return "id"[:length]
