"""The Spanish of the portal: complete, compiled, and what a reader really sees."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.clinic.setup import load_defaults
from qa_portal.db import transaction
from qa_portal.errors import AlreadyClaimed, PortalError
from qa_portal.identity.letter_texts import write
from qa_portal.identity.models import LetterKind
from qa_portal.library.dates import plain_date
from qa_portal.outbox.worker import Worker
from qa_portal.translations.catalogues import (
    PACKAGE,
    in_the_code,
    languages,
    mo_bytes,
    mo_path,
    po_bytes,
    po_path,
    renewed,
    without_words,
    written,
)
from qa_portal.translations.extraction import SAID, raised
from qa_portal.web.error_texts import said
from qa_portal.web.languages import DEFAULT, NAMES
from qa_portal.web.times import plain_time
from tests.library import shelf
from tests.support import people
from tests.support.forms import send, token_of
from tests.support.story import CLINIC

SENT = {"/sign-up/sent", "/reset/sent"}
TEXTS = {"/about", "/privacy", "/terms", "/accessibility"}
PRIVATE = '<meta name="robots" content="noindex, nofollow">'
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
WEEKDAY = re.compile(r"\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo) \d{1,2} de [a-z]+")
FAMILIAR = re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|puedes|tienes|quieres|vosotros|vuestr\w+|ordenador|móvil)\b", re.I)
"""Words of another Spanish than ours: we say usted, and what is understood from Mexico to Argentina."""


@pytest.fixture(scope="module", params=languages())
def language(request: pytest.FixtureRequest) -> str:
    """Each language that has a catalogue."""
    return str(request.param)


@pytest.fixture(scope="module")
def messages(language: str) -> list[Message]:
    """All texts of a catalogue."""
    return [message for message in written(language) if message.id]


def english(message: Message) -> tuple[str, ...]:
    """What the code says: one text, or two where there is a plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def words(message: Message) -> tuple[str, ...]:
    """What a person reads: one text, or one for each plural."""
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_language_of_the_pages_has_a_catalogue() -> None:
    assert {DEFAULT, *languages()} == set(NAMES)


def test_every_text_of_the_code_is_translated(language: str) -> None:
    assert not without_words(renewed(language)), "run `make translations` and fill in what it names"


def test_the_catalogue_holds_what_the_code_says_and_no_more(language: str) -> None:
    assert po_path(language).read_bytes() == po_bytes(renewed(language)), "run `make translations`"


def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert mo_path(language).read_bytes() == mo_bytes(written(language)), "run `make translations`"


def test_a_text_without_words_is_noticed() -> None:
    catalogue = read_po(iter(['msgid "New"', 'msgstr ""', 'msgid "One"', 'msgid_plural "Many"', 'msgstr[0] "Uno"']))
    assert without_words(catalogue) == ["New", "One"]


def test_placeholders_are_kept(messages: list[Message]) -> None:
    for message in messages:
        wanted = {found for text in english(message) for found in PLACEHOLDER.findall(text)}
        for text in words(message):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id
            assert "%" not in PLACEHOLDER.sub("", text), message.id


def test_a_translation_begins_and_ends_as_the_text_does(messages: list[Message]) -> None:
    for message in messages:
        for text in words(message):
            assert text == text.strip()
            assert text.endswith((".", ":")) == english(message)[0].endswith((".", ":", ",")), message.id


def test_the_spanish_is_formal_and_of_no_one_country() -> None:
    assert not [text for message in written("es") if message.id for text in words(message) if FAMILIAR.search(text)]


def test_the_words_of_errors_are_found() -> None:
    source = b'raise Gone("It is gone.") from None\nraise BadInput({"a": ["Too long.", word], "b": [f"{x}"]})\n'
    assert [text for _line, _function, text, _comments in raised(source)] == ["It is gone.", "Too long."]
    assert "Check the fields that are marked." in in_the_code()


def test_every_error_a_person_may_read_is_looked_for() -> None:
    kinds = [PortalError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    shown = {kind.__name__ for kind in kinds if kind.http_status < 500 and kind.__module__.startswith("qa_portal")}
    assert shown - {AlreadyClaimed.__name__} <= SAID


def test_an_error_is_said_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context(), force_locale("es"):
        assert said("This person has joined already.") == "Esta persona ya se unió."
        assert said("Nobody translated this.") == "Nobody translated this."
        assert said("") == ""


def test_dates_are_said_in_spanish(app: Flask) -> None:
    moment = shelf.day("2026-03-03")
    clock.set_to(moment)
    with app.test_request_context(), force_locale("es"):
        assert plain_time(moment) == "martes 3 de marzo, 12:00"
        assert plain_date(moment) == "3 de marzo de 2026"


@pytest.mark.parametrize("kind", LetterKind)
def test_letters_are_in_spanish(app: Flask, kind: LetterKind) -> None:
    with app.app_context():
        subject, text = write(kind, "es", url="https://clinic.example/sign-in")
    assert not english_in(f"{subject}\n{text}")


class _Shown(HTMLParser):
    """What a page shows or says: text, titles, labels and hints; not what is marked as another language."""

    SPOKEN = ("alt", "aria-label", "placeholder", "title", "content")
    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.inside: list[bool] = []
        """For every open element, whether it is to be read."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is spoken: no script, no style, nothing somebody typed, nothing in another language."""
        language = dict(attrs).get("lang")
        heard = tag not in {"script", "style", "textarea"} and (
            language == "es" or (language is None and all(self.inside[-1:]))
        )
        if heard:
            self.text += [value or "" for name, value in attrs if name in self.SPOKEN or name.startswith("data-")]
        if tag not in self.VOID:
            self.inside.append(heard)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in self.VOID and self.inside:
            self.inside.pop()
        self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if all(self.inside[-1:]):
            self.text.append(data)


def shown(page: str) -> str:
    """Return what a page shows."""
    reader = _Shown()
    reader.feed(page)
    return "\n".join(reader.text)


def _sentences() -> Iterator[str]:
    """The English of the catalogue, in pieces long enough not to be Spanish, or a part of an address, by chance."""
    for message in written("es"):
        same = {piece.strip() for text in words(message) for piece in PLACEHOLDER.split(text)} | set(NAMES.values())
        for text in english(message):
            pieces = {piece.strip() for piece in PLACEHOLDER.split(text)} - same
            yield from (piece for piece in pieces if len(piece) >= 6 and (" " in piece or piece.istitle()))


SENTENCES = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, set(_sentences())), key=len, reverse=True)) + r")(?!\w)"
)


def english_in(text: str) -> list[str]:
    """Return the English of the catalogue that is in a text."""
    return SENTENCES.findall(text)


def pages(app: Flask) -> list[str]:
    """Paths of all pages that need nothing to be chosen."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    return sorted({path for path in rules if not path.startswith(("/api/", "/static/"))} | SENT | TEXTS)


def read_all(client: FlaskClient, paths: list[str], *, private: bool) -> dict[str, list[str]]:
    """Open the pages and return, by path, the English found on each; those of the other side are left out."""
    found = {}
    for path in paths:
        answer = client.get(path)
        page = answer.get_data(as_text=True)
        if answer.mimetype == "text/html" and answer.status_code == 200 and (PRIVATE in page) is private:
            assert '<html lang="es"' in page, path
            found[path] = english_in(shown(page))
    return found


@pytest.fixture
def portal(app: Flask) -> Flask:
    """A portal with a clinic, a topic and a page on the shelf."""
    with app.app_context():
        with transaction() as session:
            load_defaults(session, CLINIC)
        shelf.put_topics()
        shelf.put(shelf.words(title="¿Qué ayuda?", question="¿Qué ayuda?", answer="Descansar.", sources=()), lang="es")
    return app


def spanish(app: Flask) -> FlaskClient:
    """Somebody whose browser asks for Spanish."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    return client


def test_public_pages_show_no_english(portal: Flask) -> None:
    found = read_all(spanish(portal), [f"/es{path}" for path in [*pages(portal), "/topics/brain"]], private=False)
    assert {f"/es{path}" for path in {"/", "/search", "/topics", "/emergency", *TEXTS}} <= set(found)
    assert not {path: english for path, english in found.items() if english}


def test_an_answer_and_a_search_show_no_english(portal: Flask, worker: Worker) -> None:
    worker.drain()
    client = spanish(portal)
    page = client.get("/es/").get_data(as_text=True)
    answers = set(re.findall(r'href="(/es/answers/[^"]+)"', page))
    assert len(answers) == 1
    for path in [*answers, "/es/search?q=ayuda", "/es/search?q=zzzz"]:
        assert not english_in(shown(client.get(path).get_data(as_text=True))), path


def test_pages_before_signing_in_show_no_english(portal: Flask) -> None:
    found = read_all(spanish(portal), pages(portal), private=True)
    assert {"/sign-in", "/sign-up", "/reset", *SENT} <= set(found)
    assert not {path: english for path, english in found.items() if english}


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset"])
def test_what_is_wrong_with_a_form_is_said_in_spanish(app: Flask, path: str) -> None:
    answer = send(spanish(app), path)
    assert answer.status_code == 422
    assert "Hay un problema" in answer.get_data(as_text=True)
    assert not english_in(shown(answer.get_data(as_text=True)))


def test_error_pages_are_in_spanish(app: Flask) -> None:
    client = spanish(app)
    for path in ("/es/answers/0", "/es/topics/none", "/verify?t=0", "/es/nowhere"):
        page = client.get(path).get_data(as_text=True)
        assert '<html lang="es"' in page, path
        assert not english_in(shown(page)), path


@pytest.mark.parametrize("role", [Role.PATIENT, Role.CLINICIAN, Role.EDITOR, Role.PRIVACY_OFFICER, Role.ADMIN])
def test_private_pages_show_no_english(portal: Flask, role: Role) -> None:
    people.make(portal, "zoe@example.org", role, language="es")
    found = read_all(people.sign_in(portal, "zoe@example.org"), pages(portal), private=True)
    assert "/account" in found
    assert not {path: english for path, english in found.items() if english}


def test_asking_is_in_spanish_with_spanish_dates_and_errors(portal: Flask) -> None:
    people.make(portal, "zoe@example.org", language="es")
    client = people.sign_in(portal, "zoe@example.org")
    start = client.get("/ask").get_data(as_text=True)
    assert WEEKDAY.search(shown(start))
    send(client, "/ask")
    who = client.get("/ask/who").get_data(as_text=True)
    nothing = client.post("/ask/who", data={"csrf_token": token_of(who)}).get_data(as_text=True)
    early = client.post("/ask/send", data={"csrf_token": token_of(who)})
    assert "Elija sobre quién es la pregunta." in nothing
    assert early.status_code == 422
    assert "Primero complete todas las páginas." in early.get_data(as_text=True)
    for page in (start, who, nothing, early.get_data(as_text=True)):
        assert not english_in(shown(page))


def test_every_reason_for_a_mark_can_be_said() -> None:
    said_by = {"Span", "_span", "name_span", "_all", "_dates"}
    reasons = set()
    for path in (PACKAGE / "text" / "identifiers").glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            reasons |= set(texts[-1:]) if isinstance(call.func, ast.Name) and call.func.id in said_by else set()
    assert len(reasons) > 20
    assert {reason for reason in reasons if reason not in written("es")} == set()
