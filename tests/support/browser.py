"""Chromium for tests: the one that is installed, and pages that talk to this machine only."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, LAPTOP = 390, 1366
HEIGHTS = {PHONE: 844, LAPTOP: 900}
OpenPage = Callable[..., Page]


def executable() -> str:
    """Return the browser's path, `QA_CHROMIUM` first; empty when there is none."""
    given = os.environ.get("QA_CHROMIUM", "")
    if given and Path(given).exists():
        return given
    return next((path for name in NAMES if (path := shutil.which(name))), "")


@contextmanager
def launched() -> Iterator[Browser]:
    """Run the browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_context(browser: Browser, *, width: int = LAPTOP, javascript: bool = True, **more: object) -> BrowserContext:
    """Open a fresh profile: one person at one screen. Requests to other machines fail and are remembered."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        java_script_enabled=javascript,
        **more,  # type: ignore[arg-type]
    )
    context.set_default_timeout(15_000)
    context.route(lambda url: not url.startswith(("http://127.0.0.1", "http://localhost", "data:", "blob:")), _refuse)
    return context


def _refuse(route: Route) -> None:
    REFUSED.append(route.request.url)
    route.abort()


REFUSED: list[str] = []
"""Addresses on other machines that a page asked for."""
