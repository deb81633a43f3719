"""The demo hospital for a robot and a browser; beside its own answers a withdrawn, a hostile and an imported one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal.app import work_of
from qa_portal.db import read
from qa_portal.demo import loader
from qa_portal.library.models import Topic
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from qa_portal.text.wording import SafetyNet
from tests.library import shelf
from tests.standards.crawl import ORIGIN, Crawl
from tests.support import server, stores

REPORT = {"wrong": "other", "words": "The dose is out of date."}
OFTEN = "1000000/minute"
HOSTILE = "</script><script>alert(1)</script> & \"'<b>]]> ñ"
SEEDS = (
    "/", "/es/", "/search?q=headache", "/es/search?q=dolor", "/search?q=zzzznothing", "/search?q=%22%3E%3Cb%3E%27",
    "/search", "/es/search", "/search?q=rash&page=2", "/service", "/es/service", "/reports", "/reports?number=12345678",
    "/embed", "/es/embed", "/embed/latest", "/embed/search", "/es/embed/search", "/robots.txt", "/sitemap.xml",
    "/sitemap-1.xml", "/opensearch.xml", "/api/v1/openapi.json", "/api/v1/search?q=rash", "/api/v1/suggest?q=hea",
    "/nowhere/a%20b%3Fc", "/answers/none", "/?via=whatsapp", "/sign-in", "/es/sign-up",
)  # fmt: skip


@dataclass
class DemoSite:
    """The hospital's app and stores, and the answers beside its own."""

    app: Flask
    settings: Settings
    withdrawn: str
    hostile: str
    imported: str

    @property
    def seeds(self) -> list[str]:
        """Addresses from which a robot sets out."""
        ids = (self.withdrawn, self.hostile, self.imported)
        paths = (f"{place}/answers/{page_id}" for page_id in ids for place in ("", "/es", "/embed", "/es/embed"))
        described = (f"/oembed?format=xml&url={ORIGIN}/answers/{page_id}" for page_id in ids[1:])
        return [*SEEDS, *paths, *described]


@pytest.fixture(scope="session")
def demo_site(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The hospital, for everybody who only looks."""
    folder = tmp_path_factory.mktemp("standards")
    with stores.fresh(run_dir, folder / "portal", "sqlite") as fresh:
        often = {"rate_search": OFTEN, "rate_suggest": OFTEN, "rate_report": OFTEN, "rate_vote": OFTEN}
        settings = replace(fresh, demo=True, base_url=ORIGIN, **often)  # type: ignore[arg-type]
        with stores.opened(settings) as app, app.app_context():
            loader.load()
            yield DemoSite(app, settings, *_beside())


def _beside() -> tuple[str, str, str]:
    slug = read().scalars(select(Topic.slug)).first() or ""
    withdrawn = shelf.put(shelf.words(title="Taken away"), topic_slug=slug)
    shelf.withdraw(withdrawn)
    words = shelf.words(title=HOSTILE, question=HOSTILE, answer=HOSTILE)
    hostile = shelf.put(words, lang="es", answered_by="", reviewed_by="", topic_slug=slug)
    licence = {"licence": "CC BY 4.0", "licence_url": "https://creativecommons.org/licenses/by/4.0/", "credit": "Them"}
    elsewhere = shelf.words(title="From elsewhere", safety_net=SafetyNet("", "", "", ""))
    imported = shelf.put(elsewhere, kind="imported", topic_slug=None, answered_by="", reviewed_by="", **licence)
    return withdrawn, hostile, imported


@pytest.fixture(scope="session")
def short_crawl(demo_site: DemoSite) -> Crawl:
    """A few addresses of every kind, in both languages."""
    return _crawled(demo_site, most=3)


@pytest.fixture(scope="session")
def whole_crawl(demo_site: DemoSite) -> Crawl:
    """Every address there is."""
    return _crawled(demo_site, most=10_000)


def _crawled(site: DemoSite, most: int) -> Crawl:
    handlers, rounds = work_of(site.app)
    Worker(site.app, handlers, rounds).drain()
    crawl = Crawl(site.app, most)
    crawl.follow(site.seeds)
    for path, form in (("helpful", {"vote": "yes"}), ("helpful", {"vote": "no"}), ("report", {}), ("report", REPORT)):
        crawl.send(f"/answers/{site.imported}/{path}", form)
        crawl.send(f"/es/answers/{site.imported}/{path}", form)
    return crawl


@pytest.fixture(scope="session")
def demo_server(demo_site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Portal]:
    """The same hospital's public side as an operator runs it."""
    with server.running(demo_site.settings, tmp_path_factory.mktemp("standards-server"), role="public") as portal:
        yield portal
