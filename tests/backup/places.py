"""New places to restore into."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy.engine import make_url

from qa_portal.crypto.sources import source_of, write_key_file
from qa_portal.db import new_id
from qa_portal.settings import Settings
from tests.support import postgres


@contextmanager
def clean_machine(settings: Settings, folder: Path) -> Iterator[Settings]:
    """Yield the settings of a machine that has the copies and the key file, and nothing else; databases are empty."""
    keys_dir = folder / "machine"
    keys_dir.mkdir(parents=True)
    write_key_file(keys_dir / "root.json", source_of(settings).read().keys)
    url = make_url(settings.database_url)
    bare = replace(settings, data_dir=folder / "nothing", keys_dir=keys_dir, database_url="", keys_database_url="")
    if url.get_backend_name() == "sqlite":
        yield bare
        return
    names = [f"qa_{new_id()[:12]}_{store}" for store in ("main", "keys")]
    try:
        main, keys = (postgres.create(url.set(database="postgres"), name) for name in names)
        yield replace(bare, database_url=main, keys_database_url=keys)
    finally:
        for name in names:
            postgres.drop(url.set(database="postgres"), name)
