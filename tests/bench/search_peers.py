"""Other search engines over the same pages: each gets the same words, any of which may match, title before text."""

import re
import sqlite3
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from qa_portal.index.pages import PublicPage

Find = Callable[[str], list[str]]
"""Ids of the ten best pages for some words."""
TOP = 10
MOST_WORDS = 200


def fts5(pages: Iterable[PublicPage]) -> Find:
    """SQLite's full text search: Porter stems, BM25, the title twice as heavy."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE page USING fts5(id UNINDEXED, head, body, tokenize='porter unicode61')")
    base.executemany("INSERT INTO page VALUES (?, ?, ?)", (_columns(page) for page in pages))
    asked = f"SELECT id FROM page WHERE page MATCH ? ORDER BY bm25(page, 0, 2.0, 1.0) LIMIT {TOP}"

    def find(words: str) -> list[str]:
        some = " OR ".join(f'"{word}"' for word in _words(words))
        return [row[0] for row in base.execute(asked, (some,))]

    return find


def tantivy(pages: Iterable[PublicPage]) -> Find:
    """Tantivy, a search engine in Rust: English stems, BM25, the title twice as heavy."""
    engine = pytest.importorskip("tantivy")
    builder = engine.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("head", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = engine.Index(builder.build())
    writer = index.writer(50_000_000, 1)
    for public_id, head, body in map(_columns, pages):
        writer.add_document(engine.Document(id=public_id, head=head, body=body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(words: str) -> list[str]:
        query = index.parse_query(" ".join(_words(words)), ["head", "body"], field_boosts={"head": 2.0})
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, TOP).hits]

    return find


def ts_rank(pages: Iterable[PublicPage], session: Session) -> Find:
    """PostgreSQL's own full text search: English stems, any word, ranked by `ts_rank_cd` with the title as weight A."""
    session.execute(text("CREATE TEMP TABLE peer (id text, body tsvector)"))
    put = "setweight(to_tsvector('english', :head), 'A') || setweight(to_tsvector('english', :body), 'D')"
    rows = [dict(zip(("id", "head", "body"), _columns(page), strict=True)) for page in pages]
    session.execute(text(f"INSERT INTO peer VALUES (:id, {put})"), rows)
    session.execute(text("CREATE INDEX ON peer USING gin (body)"))
    session.execute(text("ANALYZE peer"))
    asked = f"""SELECT id FROM peer, to_tsquery('english', :any) asked WHERE body @@ asked
        ORDER BY ts_rank(body, asked, 1) DESC LIMIT {TOP}"""

    def find(words: str) -> list[str]:
        some = " | ".join(word.replace("_", "") or "x" for word in _words(words))
        return list(session.scalars(text(asked), {"any": some or "x"}))

    return find


def _columns(page: PublicPage) -> tuple[str, str, str]:
    return page.public_id, f"{page.title} {page.question}", page.answer


def _words(words: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", words.lower())))[:MOST_WORDS]
