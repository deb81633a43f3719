"""Fixtures for every test: stores migrated once and copied, the app, its worker, a browser, a mail server.

`any_database` runs a test on SQLite and on PostgreSQL; the mark `postgres` on PostgreSQL only.
"""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page

from qa_portal import clock
from qa_portal.app import create_app, work_of
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from tests.support import browser as chromium
from tests.support import mail, nights, once, postgres, run, server, stores

# The same examples each run: a red run says something of the change. The soak forms try many more.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.load_profile("same")


ON_BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder the run's processes share."""
    # A quarter of a run was looking for what nobody holds any more, among the thousands of things an app is made of.
    gc.set_threshold(100_000, 20, 20)
    run.begin(config)
    once.share(config.stash[run.RUN_DIR])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker process where the run's folder is."""
    node.workerinput["run_dir"] = str(node.config.stash[run.RUN_DIR])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop and remove what this run started."""
    if not hasattr(config, "workerinput") and run.RUN_DIR in config.stash:
        postgres.stop(config.stash[run.RUN_DIR])
        run.end(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests of one world together; what takes long comes first."""
    run.together(items)
    run.in_good_order(items)


def pytest_report_header() -> list[str]:
    """Say what is there and what will be skipped."""
    return [
        f"PostgreSQL: {postgres.available() or 'none, its tests are skipped'}",
        f"nginx: {shutil.which('nginx', path='/usr/sbin:/usr/bin') or 'none, its tests are skipped'}",
        f"Chromium: {chromium.executable() or 'none, its tests are skipped'}",
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `any_database` on both."""
    if "any_database" in metafunc.fixturenames:
        metafunc.parametrize("store_kind", ON_BOTH, indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where everything is required, as in CI."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and run.required("PG") and run.required("BROWSER"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which fails this run: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _a_clock_that_runs() -> Iterator[None]:
    yield
    clock.set_to(None)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    for name in [name for name in os.environ if name.startswith("QA_") and not name.startswith(("QA_TEST", "QA_REQ"))]:
        if name != "QA_CHROMIUM":
            del os.environ[name]


@pytest.fixture(autouse=True, scope="session")
def _no_nights() -> Iterator[None]:
    # The evidence plants a patient by night: only its own tests meet it.
    with nights.none():
        yield


@pytest.fixture(scope="session")
def run_dir(pytestconfig: pytest.Config) -> Path:
    """The folder all processes of this run share."""
    return pytestconfig.stash[run.RUN_DIR]


@pytest.fixture
def store_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`."""
    kind = str(getattr(request, "param", "sqlite"))
    if kind == "postgresql" or request.node.get_closest_marker("postgres"):
        if not postgres.available():
            run.missing("PG", "no PostgreSQL here")
        return "postgresql"
    return kind


@pytest.fixture
def any_database(store_kind: str) -> str:
    """Ask for it, and the test runs on SQLite and on PostgreSQL."""
    return store_kind


@pytest.fixture
def settings(run_dir: Path, tmp_path: Path, store_kind: str) -> Iterator[Settings]:
    """Settings of a portal of this test's own: keys made, both stores migrated, nobody in it yet."""
    with stores.fresh(run_dir, tmp_path / "portal", store_kind) as made:
        yield made


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole portal."""
    made = create_app(settings)
    yield made
    stores.close(made)


@pytest.fixture
def public_app(settings: Settings) -> Iterator[Flask]:
    """The public side alone, which has no key."""
    made = create_app(settings, role="public")
    yield made
    stores.close(made)


@pytest.fixture
def in_app(app: Flask) -> Iterator[Flask]:
    """The portal with its context open, for tests that call services and queries and send no request."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without JavaScript and without a session; `tests.support.forms.send` fills in forms."""
    return app.test_client()


@pytest.fixture
def worker(app: Flask) -> Worker:
    """The portal's worker; `worker.drain()` does all that is due."""
    handlers, rounds = work_of(app)
    return Worker(app, handlers, rounds)


@pytest.fixture
def mailbox() -> Iterator[mail.Mailbox]:
    """A mail server on this machine; `mailbox.url` goes into `smtp_url`."""
    with mail.mail_server() as box:
        yield box


@pytest.fixture
def portal(settings: Settings, tmp_path: Path) -> Iterator[server.Portal]:
    """The portal as an operator runs it: gunicorn and the worker as processes of their own."""
    with server.running(settings, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one a process of the run."""
    if not chromium.executable():
        run.missing("BROWSER", "no Chromium here")
    with chromium.launched() as launched:
        yield launched


@pytest.fixture
def open_page(browser: Browser) -> Iterator[chromium.OpenPage]:
    """Open a page as a new person: `open_page(width=390, javascript=False)`. Nothing may leave this machine."""
    opened: list[BrowserContext] = []
    chromium.REFUSED.clear()

    def open_one(**wishes: object) -> Page:
        opened.append(chromium.open_context(browser, **wishes))  # type: ignore[arg-type]
        return opened[-1].new_page()

    yield open_one
    for context in opened:
        context.close()
    assert chromium.REFUSED == [], "a page asked another machine for something"
