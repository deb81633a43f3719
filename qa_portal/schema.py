"""The tables of both stores, and bringing a database up to them with Alembic. Never run at import or at start."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Enum, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

import qa_portal
from qa_portal.crypto.sealed import SealedColumn
from qa_portal.db import Base, KeysBase, UtcDateTime, plain_engine
from qa_portal.errors import StartRefused
from qa_portal.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

for _module in (
    "qa_portal.crypto.keystore",
    "qa_portal.crypto.shredding",
    "qa_portal.crypto.erasures",
    "qa_portal.crypto.kept",
    "qa_portal.audit.chain",
    "qa_portal.audit.evidence",
    "qa_portal.outbox.queue",
    "qa_portal.web.limits",
    "qa_portal.clinic.models",
    "qa_portal.clinic.duty_models",
    "qa_portal.clinic.reply_models",
    "qa_portal.clinic.absence_models",
    "qa_portal.clinic.figure_models",
    "qa_portal.clinic.flag_models",
    "qa_portal.clinic.licence_models",
    "qa_portal.identity.models",
    "qa_portal.identity.factor_models",
    "qa_portal.identity.follower_models",
    "qa_portal.question.models",
    "qa_portal.question.draft_models",
    "qa_portal.question.lessons",
    "qa_portal.question.removals",
    "qa_portal.question.holds",
    "qa_portal.question.agreements",
    "qa_portal.question.beside",
    "qa_portal.question.safety",
    "qa_portal.inquiry.models",
    "qa_portal.question.attachments",
    "qa_portal.index.postgresql_tables",
    "qa_portal.library.models",
    "qa_portal.library.count_models",
    "qa_portal.library.upkeep_models",
    "qa_portal.library.history_models",
    "qa_portal.guide.models",
):
    import_module(_module)

MAIN = Base.metadata
KEYS = KeysBase.metadata
STORES = ("keys", "main")


def folder(store: str) -> Path:
    """Return the migrations of a store: beside the package in a checkout, inside it when installed."""
    package = Path(qa_portal.__file__).parent
    installed = package / "_migrations"
    return (installed if installed.is_dir() else package.parent / "migrations") / store


def url_of(settings: Settings, store: str) -> str:
    """Return the database address of a store."""
    return settings.keys_database_url if store == "keys" else settings.database_url


def config_of(store: str) -> "Config":
    """Return Alembic's configuration for a store."""
    # Alembic is large, and a portal that only serves does without it.
    config: Config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(folder(store)))
    return config


def upgrade(settings: Settings, revision: str = "head", *, stores: Iterable[str] = STORES) -> None:
    """Bring both stores (or those named) up to a revision; SQLite's folders are made, for their owner only."""
    for store in stores:
        _run(settings, store, "upgrade", revision)


def downgrade(settings: Settings, store: str, revision: str) -> None:
    """Take one store down to a revision."""
    _run(settings, store, "downgrade", revision)


def _run(settings: Settings, store: str, verb: str, revision: str) -> None:
    url = make_url(url_of(settings, store))
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = plain_engine(url_of(settings, store))
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _let_tables_be_replaced)
    config = config_of(store)
    try:
        with engine.execution_options(qa_writes=True).begin() as connection:
            config.attributes["connection"] = connection
            getattr(import_module("alembic.command"), verb)(config, revision)
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StartRefused("The migration would leave rows without their parents: nothing was changed.")
    finally:
        engine.dispose()


def _let_tables_be_replaced(dbapi_connection: Any, _record: ConnectionPoolEntry) -> None:
    # SQLite changes a column by building the table anew and dropping the old one; with foreign keys on,
    # that would delete every row that points at it. They are checked before the commit instead.
    dbapi_connection.execute("PRAGMA foreign_keys=OFF").close()


def refuse_old_schema(settings: Settings) -> None:
    """Stop the start when a store is not at the newest revision.

    Raises: StartRefused.
    """
    for store in STORES:
        wanted = _newest(store)
        engine = plain_engine(url_of(settings, store))
        with engine.connect() as connection:
            found = _revision(connection)
        engine.dispose()
        if found != wanted:
            raise StartRefused(
                f"The {store} store is at {found or 'nothing'}, not at {wanted}: run `qa-portal db upgrade`."
            )


@cache
def _newest(store: str) -> str:
    return (folder(store) / "HEAD").read_text(encoding="ascii").partition("_")[0]


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def is_in_use(settings: Settings) -> bool:
    """Say whether the keys store has tables: then a missing key file is a loss, not a beginning."""
    url = make_url(url_of(settings, "keys"))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    engine = plain_engine(url_of(settings, "keys"))
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types into a migration as what they are in the database: it must outlive our code."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, SealedColumn):
        return "sa.LargeBinary()"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False
