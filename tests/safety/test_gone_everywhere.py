"""Five seconds after answers are recalled and withdrawn, no public address of two warm web processes holds a word."""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import current_app
from sqlalchemy import select, text

from qa_portal.access.guard import MARK
from qa_portal.access.permissions import Permission
from qa_portal.db import read, transaction
from qa_portal.library import release
from qa_portal.library.models import Topic
from qa_portal.settings import Settings, current
from tests.library import shelf
from tests.safety.hospital import at_ease, office, open_hospital
from tests.safety.index_harm import TABLES
from tests.safety.steady_readers import ask
from tests.support import server
from tests.walks.browser_of_lines import Visitor
from tests.walks.crowd import sign_in, wait_for

CANARY = "quarnellix"
"""A word no language has."""
SLIP = "quarnelix"
LIMIT_SECONDS = 5.0
TRIES = 6
"""Requests of each address, over new connections, so that both web processes are asked."""
VARIABLE = re.compile(r"<(?:\w+(?:\(([^)]*)\))?:)?(\w+)>")
ENGINES = ("whoosh", pytest.param("postgresql", marks=(pytest.mark.postgres, pytest.mark.soak)))


@pytest.mark.parametrize("engine", ENGINES)
def test_recalled_and_withdrawn_answers_are_gone_from_every_address(
    settings: Settings, tmp_path: Path, engine: str
) -> None:
    wide = replace(at_ease(settings, tmp_path / "mails"), workers=2, rate_suggest="1000000/minute", search=engine)
    hospital = open_hospital(wide, clinicians=1)
    with server.running(wide, tmp_path) as portal, office(portal.settings), closing(Visitor(portal.url)) as editor:
        sign_in(editor, hospital.editor)
        slug = read().scalars(select(Topic.slug)).first() or ""
        recalled, withdrawn = _release(slug, "first"), _release(slug, "second")
        _release(slug, "third", canary="Another word")
        page_ids = {recalled, withdrawn}
        wait_for(lambda: _are_found(portal.url, page_ids), "them in the search")
        addresses = [*_addresses(page_ids, slug)]
        warm = set(_showing(portal.url, addresses, page_ids))
        assert len(warm) >= 20, "hardly an address ever held the word"
        assert _stored(portal.settings), "no row or file ever held the word"

        tapped = time.monotonic()
        form, filled = f"/recalls/new?words={CANARY}+first", {"reason": "unsafe", "notice": "It was wrong."}
        shown = editor.send(form, "/recalls/new", pages=[recalled], **filled)
        assert shown.path == "/recalls", shown.text
        shelf.withdraw(withdrawn)
        wait_for(lambda: not _stored(portal.settings), "the index without the word", LIMIT_SECONDS)
        took = time.monotonic() - tapped
        assert took < LIMIT_SECONDS
        left = _showing(portal.url, addresses, page_ids)
        time.sleep(max(0.0, LIMIT_SECONDS - (time.monotonic() - tapped)) if left else 0)
        assert _showing(portal.url, left, page_ids) == []
        print(f"\n{engine}: {len(addresses)} addresses, {len(warm)} held it; out of the index after {took:.1f} s")
        assert {ask(portal.url, f"/answers/{one}")[0] for one in page_ids for _ in range(TRIES)} == {410}


def _are_found(url: str, page_ids: set[str]) -> bool:
    return all(page_id in ask(url, f"/search?q={CANARY}")[1] for page_id in page_ids)


def _showing(url: str, addresses: list[str], page_ids: set[str]) -> list[str]:
    return [address for address in addresses if sum(_shows(url, address, page_ids) for _ in range(TRIES))]


def _release(slug: str, name: str, canary: str = CANARY) -> str:
    words = shelf.words(
        title=f"Does {canary} {name} help a dry elbow?",
        question=f"My elbow is dry. I have {canary} {name} at home.",
        answer=f"{canary.title()} {name} is no cream. A plain one helps a dry elbow more than {canary}.",
    )
    with transaction() as session:
        return release.release(session, shelf.facts(words, kind="guide", topic_slug=slug))


def _addresses(page_ids: set[str], slug: str) -> Iterator[str]:
    """Every public address there is, for each of the pages and in both languages, and some searches."""
    base = current().base_url
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        if getattr(view, MARK, None) is not Permission.PUBLIC_READ or "GET" not in (rule.methods or ()):
            continue
        for page_id in page_ids if "page_id" in rule.arguments else {""}:
            known = {"page_id": page_id, "slug": slug, "part": "1"}
            path = VARIABLE.sub(lambda found: known.get(found[2]) or (found[1] or "0").split(",")[0], rule.rule)  # noqa: B023
            yield from (path, f"/es{path}")
    for page_id in page_ids:
        yield f"/oembed?url={quote(f'{base}/answers/{page_id}', safe='')}"
    for words in (CANARY, SLIP, "dry+elbow", CANARY[:6]):
        yield from (f"/search?q={words}", f"/api/v1/search?q={words}", f"/api/v1/suggest?q={words}")


def _shows(url: str, address: str, page_ids: set[str]) -> bool:
    status, body = ask(url, address)
    if status != 200:
        return CANARY in body.lower()
    if address.endswith((".png", ".svg")):
        return any(page_id in address for page_id in page_ids)
    # A page of results repeats what was asked; there the addresses tell, and what it takes a slip for.
    if f"q={CANARY}" in address:
        return any(f"/answers/{page_id}" in body for page_id in page_ids)
    return CANARY in body.lower()


def _stored(settings: Settings) -> list[str]:
    """Raw files of the index, or rows of its tables, that hold the word."""
    if settings.search == "whoosh":
        files = [path for path in settings.index_dir.rglob("*") if path.is_file()]
        return [path.name for path in files if CANARY[:8].encode() in path.read_bytes()]
    read().rollback()
    return [name for name in TABLES if any(CANARY[:8] in str(row) for row in read().execute(text(f"TABLE {name}")))]
