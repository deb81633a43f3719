"""Medical words: marked once where an answer says them, explained below it, and all on one page."""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from qa_portal.clinic.prose import blocks
from qa_portal.library import glossary
from qa_portal.library.glossary import by_letter, marked, marked_guide, words
from qa_portal.text.identifiers.folding import fold
from qa_portal.text.jargon import LANGUAGES, entries, jargon
from qa_portal.text.markup import read
from qa_portal.text.readability import grade
from tests.library import shelf

ANSWER = (
    "Hypertension is common. Your hypertension needs a <b>diuretic</b>.\n\n## Hypertension\n\n- oedema\n- Edema again"
)


def marks(text: str, lang: str = "en") -> list[tuple[str, str]]:
    """(written, term) of what is marked."""
    found, _ = marked(blocks(text), lang)
    return [(run.text, run.word.term) for block in found for line in block.lines for run in line if run.word]


def test_a_word_is_marked_once_as_it_is_written_and_not_in_headings() -> None:
    assert marks(ANSWER) == [("Hypertension", "hypertension"), ("diuretic", "diuretic"), ("oedema", "edema")]
    assert [word.term for word in marked(blocks(ANSWER), "en")[1]] == ["diuretic", "edema", "hypertension"]


def test_no_letter_of_an_answer_is_lost() -> None:
    for text in (ANSWER, "Nothing here.", "", "hypertension"):
        found, _ = marked(blocks(text), "en")
        assert [["".join(run.text for run in line) for line in block.lines] for block in found] == [
            list(block.lines) for block in blocks(text)
        ]


def test_plurals_accents_and_whole_words() -> None:
    assert marks("Two biopsies, and hypertensions.") == [("biopsies", "biopsy"), ("hypertensions", "hypertension")]
    assert marks("Tiene hipertension y cefalea.", "es") == [("hipertension", "hipertensión"), ("cefalea", "cefalea")]
    assert marks("A prehypertensional state, hypertension-like.") == [("hypertension", "hypertension")]
    assert marks("L'hypertension est commune.", "fr") == []


def test_a_guide_is_marked_but_for_its_links_and_headings() -> None:
    text = "## Hypertension\n\nSee [hypertension](/answers/x) and **hypertension**. Edema, hypertension.\n\n- a biopsy"
    found, medical_words = marked_guide(read(text), "en")
    pieces = [piece for block in found for line in block.lines for piece in line]
    assert [(piece.text, piece.bold) for piece in pieces if piece.word] == [
        ("hypertension", True), ("Edema", False), ("biopsy", False),
    ]  # fmt: skip
    assert [word.term for word in medical_words] == ["biopsy", "edema", "hypertension"]
    assert [block.text for block in found] == [block.text for block in read(text)]


def test_no_more_than_a_dozen_are_marked() -> None:
    many = " ".join(f"The {entry.forms[0]}." for entry in entries("en")[:40])
    assert len(marks(many)) == glossary.MOST_MARKED


def test_what_the_gauge_calls_hard_is_what_readers_can_look_up() -> None:
    for lang in LANGUAGES:
        for entry in entries(lang):
            for form in entry.forms:
                (hit,) = jargon(form, lang)
                assert words(lang)[hit.word].plain == entry.plain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_is_large_short_and_plain(lang: str) -> None:
    every = [word for _, group in by_letter(lang) for word in group]
    assert len(every) >= 250
    assert len({word.anchor for word in every}) == len(every)
    assert [letter for letter, _ in by_letter(lang)] == sorted({fold(word.term)[0].upper() for word in every})
    assert all(len(word.said) <= 200 for word in every)
    said = [word.more for word in every if word.more]
    assert len(said) >= 250
    if lang == "en":
        assert grade(" ".join(said), lang) <= 6


def test_an_answer_explains_its_words_and_escapes_the_rest(reader: FlaskClient) -> None:
    page_id = shelf.put(shelf.words(answer=ANSWER))
    shown = reader.get(f"/answers/{page_id}").text
    assert '<a class="library-term" href="#word-hypertension" title="high blood pressure">Hypertension</a>' in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    listed = dict(re.findall(r'<dt id="(word-[a-z-]+)">[^<]+</dt><dd>([^<]+)</dd>', shown))
    assert listed["word-hypertension"].startswith("High blood pressure. The heart pushes")
    assert set(re.findall(r'href="#(word-[a-z-]+)"', shown)) == set(listed)


def test_an_answer_without_medical_words_has_no_list(reader: FlaskClient) -> None:
    assert "Words in this answer" not in reader.get(f"/answers/{shelf.put(shelf.words(answer='Drink tea.'))}").text


@pytest.mark.parametrize(
    ("prefix", "term", "plain"),
    [("", "dialysis", "A machine or a special fluid"), ("/es", "diálisis", "Una máquina o un líquido")],
)
def test_all_words_stand_on_one_page(reader: FlaskClient, prefix: str, term: str, plain: str) -> None:
    page = reader.get(f"{prefix}/glossary")
    assert page.status_code == 200
    assert f">{term}</dt>" in page.text
    assert plain in page.text
    letters = re.findall(r'<li><a href="#(letter-.)">', page.text)
    assert letters == re.findall(r'<h2 id="(letter-.)">', page.text)
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    data = json.loads(unescape(found[0]))
    assert len(data["hasDefinedTerm"]) == len(re.findall("<dt ", page.text))
    assert f"{prefix}/glossary</loc>" in reader.get("/sitemap.xml").text
    assert f'href="{prefix}/glossary"' in reader.get(f"{prefix}/topics").text
