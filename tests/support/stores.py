"""Fresh stores for a test in milliseconds: migrated once a run, then copied with the root key they were made with."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from qa_portal.app import Role, create_app
from qa_portal.cli.install import prepare
from qa_portal.db import db
from qa_portal.settings import Settings
from tests.support import postgres
from tests.support.run import alone

TEMPLATES = {"main": "qa_template_main", "keys": "qa_template_keys"}


@dataclass(frozen=True)
class Shelf:
    """Where a run keeps the templates it copies from."""

    run_dir: Path

    def template(self, kind: str) -> Settings:
        """Return the settings of the migrated template, made by the first who asks."""
        with alone(self.run_dir, f"template-{kind}") as folder:
            settings = self._settings(folder, kind)
            if not (folder / "done").exists():
                self._make(settings, kind)
                (folder / "done").touch()
        return settings

    def _settings(self, folder: Path, kind: str) -> Settings:
        settings = Settings(data_dir=folder / "data", keys_dir=folder / "keys")
        if kind == "sqlite":
            return settings
        server = postgres.server(self.run_dir)
        main, keys = (
            server.set(database=TEMPLATES[store]).render_as_string(hide_password=False) for store in ("main", "keys")
        )
        return replace(settings, database_url=main, keys_database_url=keys)

    def _make(self, settings: Settings, kind: str) -> None:
        if kind == "postgresql":
            for name in TEMPLATES.values():
                postgres.drop(postgres.server(self.run_dir), name)
                postgres.create(postgres.server(self.run_dir), name)
        prepare(settings)
        # What is copied from is nothing that any process ever opened.
        for made in (settings.data_dir, settings.keys_dir):
            shutil.copytree(made, _kept(made))


def _kept(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-kept")


@contextmanager
def fresh(run_dir: Path, folder: Path, kind: str) -> Iterator[Settings]:
    """Yield settings with both stores at the newest revision and the keys in place; removed again afterwards."""
    template = Shelf(run_dir).template(kind)
    shutil.copytree(_kept(template.data_dir), folder / "data")
    shutil.copytree(_kept(template.keys_dir), folder / "keys")
    settings = Settings(data_dir=folder / "data", keys_dir=folder / "keys")
    if kind == "sqlite":
        yield settings
        return
    server = postgres.server(run_dir)
    names = {store: f"qa_{secrets.token_hex(6)}_{store}" for store in TEMPLATES}
    urls = {store: postgres.create(server, name, TEMPLATES[store]) for store, name in names.items()}
    try:
        yield replace(settings, database_url=urls["main"], keys_database_url=urls["keys"])
    finally:
        for name in names.values():
            postgres.drop(server, name)


def close(app: Flask) -> None:
    """Close every connection of an app: what is left open is found when something else is tested."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def opened(settings: Settings, role: Role = "portal") -> Iterator[Flask]:
    """Yield an app beside the test's own, and close its connections."""
    app = create_app(settings, role=role)
    try:
        yield app
    finally:
        close(app)
