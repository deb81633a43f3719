"""The library's whole way on SQLite and on PostgreSQL."""

import json
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from qa_portal.db import read
from qa_portal.index.current import index
from qa_portal.index.facets import WHATEVER
from qa_portal.library import handlers, imports
from qa_portal.library.without_index import holding_words
from qa_portal.outbox.worker import Worker
from tests.library import shelf


def test_pages_come_and_go(any_database: str, library: Flask, librarian: Worker, reader: FlaskClient) -> None:
    first, second = shelf.put(), shelf.put(shelf.words(title="Chest pain on stairs"), topic_slug="heart")
    librarian.drain()
    assert handlers.is_same()
    shelf.withdraw(first)
    librarian.drain()
    assert reader.get(f"/answers/{first}").status_code == 410
    assert reader.get(f"/answers/{second}").status_code == 200
    for path in ("/", "/topics", "/topics/heart", "/feed.xml", "/sitemap.xml", "/search?q=chest"):
        assert second in reader.get(path).text or path in {"/topics"}


def test_an_import_and_the_search_without_an_index(
    any_database: str, library: Flask, librarian: Worker, tmp_path: Path
) -> None:
    rows = [{"id": f"a{n}", "question": f"Why {n}?", "answer": f"Sneeze {n}."} for n in range(12)]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    for taken in (12, 0):
        read().rollback()
        assert imports.run(path, file_format="plain", tell=lambda done, lines: None).taken == taken
    librarian.drain()
    assert index().count() == 12
    read().rollback()
    total, pages = holding_words(read(), "SNEEZE 100%", lang="en", only=WHATEVER, window=(5, 10))
    assert (total, len(pages)) == (12, 2)
