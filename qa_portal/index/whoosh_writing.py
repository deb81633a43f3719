"""Putting pages into a build of a Whoosh index and taking them out; the caller holds the writer's lock."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from qa_portal.index.pages import PublicPage
from qa_portal.index.reading import read_page
from qa_portal.index.seals import seal
from qa_portal.index.spelling import is_repairable
from qa_portal.index.whoosh_files import WeighedStems, as_text, damage_is_named, files_of, opened

BATCH_PAGES = 1_000
"""Pages a commit, so also pages a segment: taking one page out rewrites one segment, in seconds."""
SMALL_SEGMENTS = 8
"""This many segments of about the same small size are merged into one."""
SMALL_PAGES = 512
BUFFER_MB = 64
BLOCK_POSTINGS = 1_024
"""Postings packed together: a stem is always read whole, so larger blocks only save room."""
COMPRESSION = 6
SCHEMA = Schema(
    # Words come already cut, stemmed and weighed, so the engine only splits at spaces. `words` is for spelling alone.
    id=ID(unique=True, stored=True),
    stamp=STORED,
    text=TEXT(analyzer=WeighedStems(), phrase=False),
    subject=KEYWORD(stored=True, scorable=False),
    angles=STORED,
    words=KEYWORD(scorable=False),
    shelf=KEYWORD(scorable=False),
    tags=KEYWORD(scorable=False),
    lang=ID,
    due=ID,
)


def create(build: Path) -> None:
    """Make an empty index in a folder."""
    storage, close_all = files_of(build)
    storage.create_index(SCHEMA)
    close_all()
    seal(build)


def _document(page: PublicPage) -> dict[str, Any]:
    known = read_page(page)
    return {
        "id": page.public_id,
        "stamp": page.stamp(),
        "text": as_text(known.weights),
        "subject": " ".join(known.about.subject),
        "angles": known.about.angles,
        "words": " ".join(filter(is_repairable, known.words)),
        "shelf": " ".join(known.shelf),
        "tags": " ".join(known.tags),
        "lang": page.lang,
        "due": "yes" if page.is_due else "no",
    }


def write(build: Path, pages: list[PublicPage], gone: list[str]) -> None:
    """Put pages in and take others out, in one commit.

    Raises: IndexDamaged.
    """
    with damage_is_named(), opened(build) as index:
        writer = index.writer(limitmb=BUFFER_MB, codec=W3Codec(blocklimit=BLOCK_POSTINGS, compression=COMPRESSION))
        try:
            fresh = {page.public_id: page for page in pages}
            held = _held(index, {*gone, *fresh})
            changed = [page for page in fresh.values() if held.get(page.public_id) != page.stamp()]
            for public_id in held.keys() & {*gone, *(page.public_id for page in changed)}:
                writer.delete_by_term("id", public_id)
            for page in changed:
                writer.add_document(**_document(page))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=_merge)
    seal(build)


def _held(index: FileIndex, public_ids: set[str]) -> dict[str, str]:
    """Stamp of those of the ids that are in the index; work that is done twice must not cost twice."""
    reader = index.reader()
    try:
        there = [public_id for public_id in public_ids if ("id", public_id) in reader]
        documents = (document for public_id in there for document in reader.postings("id", public_id).all_ids())
        rows = map(reader.stored_fields, documents)
        return {str(row["id"]): str(row["stamp"]) for row in rows}
    finally:
        reader.close()


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Rewrite segments that lost a page, so that its words leave the disk too, and join small ones."""
    small: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count_all() < SMALL_PAGES and not segment.has_deletions():
            small.setdefault(segment.doc_count_all().bit_length() // 3, []).append(segment)
    joined = [segment for group in small.values() if len(group) >= SMALL_SEGMENTS for segment in group]
    kept = []
    for segment in segments:
        if segment.has_deletions() or segment in joined:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        else:
            kept.append(segment)
    return kept


def batches(pages: Iterable[PublicPage]) -> Iterator[list[PublicPage]]:
    """Cut many pages into lists of one commit each."""
    rest = iter(pages)
    while batch := list(islice(rest, BATCH_PAGES)):
        yield batch
