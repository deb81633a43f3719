"""Importing answers: again, after a stop, with bad lines."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.index.current import index
from qa_portal.library import handlers, imports
from qa_portal.library.import_rows import page_id
from qa_portal.library.imports import Outcome
from qa_portal.library.models import ImportRun, Page, Topic
from qa_portal.outbox.worker import Worker
from tests.library import shelf


def quiet(done: int, lines: int) -> None:
    assert done <= lines


def run(path: Path, file_format: str = "plain") -> Outcome:
    read().rollback()
    return imports.run(path, file_format=file_format, tell=quiet)


def row(number: int, **wishes: Any) -> dict[str, Any]:
    return {"id": f"a{number}", "question": f"What is illness {number}?", "answer": "Rest and drink."} | wishes


def file_of(folder: Path, rows: list[Any], name: str = "in.jsonl") -> Path:
    lines = [line if isinstance(line, str) else json.dumps(line) for line in rows]
    path = folder / name
    body = ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")
    path.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    return path


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "packed-without-the-name"])
def test_rows_become_pages_that_are_found(library: Flask, librarian: Worker, tmp_path: Path, name: str) -> None:
    path = file_of(tmp_path, [row(number) for number in range(3)], name)
    if name.startswith("packed"):
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert run(path).taken == 3
    librarian.drain()
    assert index().ids() == {page_id(f"a{number}") for number in range(3)}
    assert handlers.is_same()
    page = read().get_one(Page, page_id("a1"))
    assert (page.kind, page.external_id, page.title) == ("imported", "a1", "What is illness 1?")


def test_all_fields_are_taken_and_unknown_ones_left(library: Flask, tmp_path: Path) -> None:
    given = row(
        1, title="T", topic="Heart", source="NIH", url="https://nih.gov/x", license="CC BY 4.0", lang="es", odd={"a": 1}
    )
    run(file_of(tmp_path, [given, row(2, topic="Tropical illness"), row(3, url="javascript:alert(1)", source="S")]))
    page = read().get_one(Page, page_id("a1"))
    assert (page.topic_slug, page.licence, page.lang) == ("heart", "CC BY 4.0", "es")
    assert page.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert page.sources == [{"title": "NIH", "publisher": "", "url": "https://nih.gov/x", "retrieved": ""}]
    assert read().get_one(Topic, "tropical-illness").name_en == "Tropical illness"
    assert read().get_one(Page, page_id("a3")).sources[0]["url"] == ""


def test_signs_a_page_may_not_hold_are_left_out(library: Flask, tmp_path: Path) -> None:
    run(file_of(tmp_path, [row(1, title="A\x00 clear\ufffe\uffff \x9ftitle\ufdd0", topic="Heart")]))
    assert read().get_one(Page, page_id("a1")).title == "A clear title"


def test_the_same_file_again_changes_nothing(library: Flask, librarian: Worker, tmp_path: Path) -> None:
    path = file_of(tmp_path, [row(number) for number in range(3)])
    run(path)
    librarian.drain()
    again = run(path)
    assert (again.taken, again.unchanged) == (0, 3)
    assert librarian.drain() == 0


def test_a_changed_row_replaces_its_page(library: Flask, librarian: Worker, tmp_path: Path) -> None:
    run(file_of(tmp_path, [row(1), row(2)]))
    outcome = run(file_of(tmp_path, [row(1, answer="Drink tea."), row(2)], "other.jsonl"))
    assert (outcome.taken, outcome.unchanged) == (1, 1)
    librarian.drain()
    assert [hit.public_id for hit in index().find("tea").hits] == [page_id("a1")]
    assert index().count() == 2


def test_a_page_that_was_taken_away_does_not_come_back(library: Flask, tmp_path: Path) -> None:
    path = file_of(tmp_path, [row(1)])
    run(path)
    shelf.withdraw(page_id("a1"))
    assert run(path).taken == 0
    assert not read().get_one(Page, page_id("a1")).is_live


BAD = {
    "not json": "the line is not JSON",
    "[1]": "the line is no JSON object",
    '{"id": "x", "question": "q"}': "answer is missing or empty",
    '{"id": "x", "question": " ", "answer": "a"}': "question is missing or empty",
    '{"id": [1], "question": "q", "answer": "a"}': "id is not text",
    '{"id": "x", "question": "q", "answer": "\\ud800"}': "answer has half a character in it",
    '{"id": "x", "question": "q", "answer": "a", "kind": "patient"}': "kind must be imported or guide",
    json.dumps(row(1, id="y" * 201)): "id is longer than 200 characters",
    "[" * 100_000: "the line is",
}


def test_bad_lines_are_reported_by_number_and_left_out(library: Flask, tmp_path: Path) -> None:
    outcome = run(file_of(tmp_path, [row(0), *BAD, "", row(1)]))
    assert (outcome.taken, outcome.bad) == (2, len(BAD))
    for (number, problem), wanted in zip(outcome.problems, BAD.values(), strict=True):
        assert problem.startswith(wanted)
        assert number >= 2
    assert [number for number, _ in outcome.problems] == list(range(2, 2 + len(BAD)))


def test_a_line_that_is_no_text_is_bad(library: Flask, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xff\xfe\n" + json.dumps(row(1)).encode() + b"\n")
    outcome = run(path)
    assert (outcome.taken, outcome.bad) == (1, 1)


def test_a_cut_archive_is_refused_before_anything_is_taken(library: Flask, tmp_path: Path) -> None:
    path = file_of(tmp_path, [row(number) for number in range(200)], "in.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadInput):
        run(path)
    assert read().scalars(select(Page)).first() is None


def test_a_stopped_import_goes_on_where_it_stopped(
    library: Flask, librarian: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PORTION_LINES", 10)
    path = file_of(tmp_path, [row(number) for number in range(35)])

    def stop_at_twenty(done: int, _lines: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.run(path, file_format="plain", tell=stop_at_twenty)
    outcome = run(path)
    assert (outcome.resumed_at, outcome.taken) == (20, 15)
    librarian.drain()
    assert index().count() == 35
    assert handlers.is_same()
    runs = read().scalars(select(ImportRun)).all()
    assert len(runs) == 1
    assert (runs[0].taken, runs[0].finished_at is None) == (35, False)


def test_large_imports_go_into_the_index_in_batches(
    library: Flask, librarian: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PORTION_LINES", 10)
    monkeypatch.setattr(imports, "BATCH_PAGES", 20)
    run(file_of(tmp_path, [row(number) for number in range(50)]))
    assert librarian.drain() == 3
    assert index().count() == 50


MEDQUAD = [
    {"id": "1-1", "source": "GARD", "focus": "Bald syndrome", "qtype": "symptoms",
     "text": "What are the symptoms of Bald syndrome ?",
     "answer": "What are the signs and symptoms of Bald syndrome? Signs and Symptoms Approximate number of patients "
     "(when available) Hair loss 90% Short stature - The Human Phenotype Ontology (HPO) has collected facts."},
    {"id": "1-1", "source": "GARD", "focus": "Bald syndrome", "qtype": "information",
     "text": "What is (are) Bald syndrome ?", "answer": "It is rare."},
    {"id": "1-1", "source": "NHLBI", "focus": "Heart Attack", "qtype": "causes", "text": "What causes Heart Attack ?",
     "answer": "Risks are - smoking - high blood pressure - age. smoking high blood pressure age. See a doctor."},
    {"id": "1-2", "source": "NHLBI", "focus": "Heart Attack"},
]  # fmt: skip


def test_the_medquad_collection_is_read_and_credited(library: Flask, tmp_path: Path) -> None:
    outcome = run(file_of(tmp_path, MEDQUAD), "medquad")
    assert (outcome.taken, outcome.bad) == (3, 1)
    signs = read().get_one(Page, page_id("GARD-1-1"))
    assert signs.answer.splitlines()[2:4] == ["- Hair loss (90%)", "- Short stature"]
    assert signs.topic_slug == "rare-and-inherited"
    assert read().get_one(Page, page_id("GARD-1-1.2")).question == "What is Bald syndrome?"
    heart = read().get_one(Page, page_id("NHLBI-1-1"))
    assert heart.title == "Heart Attack: causes"
    assert heart.topic_slug == "heart-and-blood-pressure"
    assert heart.answer == "Risks are\n\n- smoking\n- high blood pressure\n- age.\n\nSee a doctor."
    assert heart.sources[0]["title"] == "National Heart, Lung, and Blood Institute"
    assert {page.published_at for page in read().scalars(select(Page))} == {heart.published_at}
    assert heart.id not in library.test_client().get("/feed.xml").text
    shown = library.test_client().get(f"/answers/{heart.id}").text
    for words in ("MedQuAD", "CC BY 4.0", "National Heart, Lung, and Blood Institute", "have not checked this text"):
        assert words in shown
