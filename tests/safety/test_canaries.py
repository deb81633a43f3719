"""A canary in every sealed field, planted through the pages of the running portal, and found nowhere on the disk."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from qa_portal.audit.sweep import hits
from qa_portal.db import read
from qa_portal.settings import Settings
from tests.safety.canaries import BIRTH_DATE, Canaries, opened, sealed_columns, sweep, sweep_open_files
from tests.safety.hospital import Hospital, PostOffice, office, open_hospital
from tests.support import hostile, server
from tests.support.desk import finish
from tests.support.people import secret_of
from tests.walks.browser_of_lines import Answer, Visitor
from tests.walks.crowd import NET, sign_in, wait_for

PUBLIC_PARTS = ("title", "question_text", "answer_text", "expect", "worry", "do_now", "by_when", "sources")
NUMBER = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")
SAFETY_CASE = r"/safety/[0-9a-f]{32}"
CASE = r"/officer/cases/[0-9a-f]{32}"
FIELD = re.compile(r'<input[^>]*\bname="([^"]+)"[^>]*>|<textarea[^>]*\bname="([^"]+)"[^>]*>(.*?)</textarea>', re.S)


class Scene:
    """The running portal, everybody's browser, the canaries, and what was found so far."""

    def __init__(self, portal: server.Portal, hospital: Hospital, folder: Path, stack: ExitStack) -> None:
        self.portal, self.hospital, self.folder = portal, hospital, folder
        self.post = PostOffice(folder / "mails")
        self.canaries = Canaries()
        self.planted: set[str] = set()
        self.public: set[str] = set()
        self._stack = stack
        self.admin, self.editor = (self.enter(email) for email in (hospital.admin, hospital.editor))
        self.first, self.second, self.third = (self.enter(email) for email in hospital.clinicians)
        self.officer = self.enter(hospital.privacy_officer)
        self.patient = self.visitor()
        self.question = ""
        self.folders = [folder]
        """Every folder something of this portal is written to."""

    def visitor(self) -> Visitor:
        """Return a new browser."""
        return self._stack.enter_context(closing(Visitor(self.portal.url)))

    def enter(self, email: str) -> Visitor:
        """Return a browser in which somebody has signed in."""
        return sign_in(self.visitor(), email)

    def of(self, name: str) -> str:
        """Return the canary of a field."""
        return self.canaries.of(name)

    def look(self) -> None:
        """Note which sealed columns hold a canary now, and find none of them anywhere on the disk."""
        words = [*self.canaries.words.values(), BIRTH_DATE]
        with office(self.portal.settings):
            for name, texts in opened(read()).items():
                if any(word in clear for word in words for clear in texts):
                    self.planted.add(name)
            if read().get_bind().dialect.name == "postgresql":
                read().execute(text("CHECKPOINT"))
        secret = [word for word in words if word not in self.public]
        assert sweep(self.folders, secret) == {}
        assert sweep_open_files(self.portal.groups(), secret, self.folders) == {}


@contextmanager
def scene(settings: Settings, folder: Path) -> Iterator[Scene]:
    """Run a portal with everybody in it."""
    hospital = open_hospital(settings)
    with ExitStack() as stack:
        portal = stack.enter_context(server.running(settings, folder))
        yield Scene(portal, hospital, folder, stack)


def test_no_canary_is_found_on_the_disk(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    with scene(settings, tmp_path) as here:
        _play(here)
        stored = b"".join(path.read_bytes() for path in settings.data_dir.glob("main.sqlite3*"))
        assert {word for word, _form in hits(stored, here.public)} == here.public, "the sweep does not see"


@pytest.mark.soak
@pytest.mark.postgres
def test_no_canary_is_found_in_the_files_of_postgresql(run_dir: Path, settings: Settings, tmp_path: Path) -> None:
    note = run_dir / "postgres"
    if not note.exists():
        pytest.skip("the files of that server are not ours to read")
    with scene(settings, tmp_path) as here:
        here.folders.append(Path(note.read_text(encoding="utf-8")) / "cluster")
        # It was a term of a queue for a while, and rows that are gone stay in the files until they are vacuumed.
        here.public.add(here.of("questions.routing"))
        _play(here)


def _play(here: Scene) -> None:
    """Plant everything, and look again and again: while it runs, and when it has stopped."""
    acts = (_strangers, _follow, _duty, _receipt, _sign_up, _profile, _new_address, _draft, _ask, _close, _hold)
    for act in (*acts, _thread, _answer, _break_glass, _report):
        act(here)
        if act in {_receipt, _new_address, _draft, _thread, _report}:
            here.look()
    for act in (_desk, _send_back, _wish, _approve, _worse):
        act(here)
        here.look()
    here.portal.stop()
    here.look()
    assert sealed_columns().keys() - here.planted == set(), "a sealed column got no canary"


def _strangers(here: Scene) -> None:
    """What people type who have no account: search words, addresses, passwords."""
    visitor = here.visitor()
    visitor.get(f"/search?q={here.of('search words')}")
    visitor.send("/sign-in", email=f"{here.of('unknown address')}@canary.example", password=here.of("wrong password"))
    visitor.send("/reset", email=f"{here.of('unknown address')}@canary.example")
    visitor.send("/sign-up", email=f"{here.of('bad address')}@", password=here.of("refused password"), user="own")


def _follow(here: Scene) -> None:
    """A reader follows everything by mail, and says yes."""
    email, visitor = f"{here.of('followers.email')}@canary.example", here.visitor()
    assert visitor.send("/follow", email=email).status == 200
    page = visitor.get(wait_for(lambda: here.post.link(email), "the mail"))
    assert visitor.send(page, "/following/confirm", t=page.hidden("t")).status == 200


def _duty(here: Scene) -> None:
    # Base32 takes no words: the secret of the editor's app is the canary.
    here.canaries.words["totps.secret"] = secret_of(here.hospital.editor)
    name, phone = here.of("duty_contacts.name"), here.canaries.number("duty_contacts.phone")
    assert here.admin.send("/admin/clinic/duty", name=name, phone=phone, account_id="").status == 200
    assert name in here.editor.get("/duty").text


def _receipt(here: Scene) -> None:
    """Somebody asks without an address, and comes back with the code: the code is the canary."""
    visitor = here.visitor()
    shown = visitor.send("/receipt", user="own")
    code, proof = shown.hidden("code"), shown.hidden("proof")
    assert re.fullmatch(r"[0-9]{16}", code)
    here.canaries.words["accounts.code"] = code
    entered = visitor.send(shown, "/receipt/confirm", code=code, proof=proof, user="own", last_four=code[-4:])
    assert entered.path == "/ask"
    visitor.send(entered, "/sign-out")
    assert visitor.send("/receipt/enter", code=f"{code[:8]} {code[8:]}").path == "/questions"


def _sign_up(here: Scene) -> None:
    email = f"{here.of('accounts.email')}@canary.example"
    password = here.of("password") + " three more words"
    here.patient.send("/sign-up", email=email, password=password, user="own")
    page = here.patient.get(wait_for(lambda: here.post.link(email), "the mail"))
    assert here.patient.send(page, "/verify", t=page.hidden("t"), password=password).path == "/ask"


def _profile(here: Scene) -> None:
    parts = "names relatives phone town street member_number".split()
    filled = {part: here.of(f"profiles.{part}") for part in parts}
    assert here.patient.send("/account/profile", birth_date=BIRTH_DATE, **filled).path == "/account"


def _new_address(here: Scene) -> None:
    """Ask for a change of address, look, then use the link."""
    email = f"{here.of('link_grants.email')}@canary.example"
    here.patient.send("/account/email", email=email, password=here.of("password") + " three more words")
    page = here.patient.get(wait_for(lambda: here.post.link(email), "the mail"))
    here.look()
    assert here.patient.send(page, "/account/email/confirm", t=page.hidden("t")).status == 200


def _draft(here: Scene) -> None:
    page = here.patient.send("/ask", "/ask")
    page = here.patient.send(page, "/ask/who", about="me", age_band="40_64", wished="")
    saved = here.of("ask_drafts.payload")
    assert here.patient.send(page, "/ask/autosave", subject=saved, body=f"It {saved} hurts.").status == 200
    for name, body in ((f"{here.of('attachments.name')}.jpg", hostile.photo()), ("letter.pdf", hostile.PDF)):
        page = here.patient.upload("/ask/files", name, body)
        assert name in page.text
    here.canaries.words["in a file"] = hostile.CANARY


def _ask(here: Scene) -> None:
    """Send a question whose way a term decides; afterwards the term is gone, so that it is the patient's alone."""
    term = here.of("questions.routing")
    _edit_terms(here, lambda terms: f"{terms}\n{term}")
    here.patient.send("/ask/signs", signs=[here.of("questions.signs")])
    subject, body = here.of("questions.subject"), here.of("questions.body")
    here.patient.send("/ask/write", subject=subject, body=f"My {term} is {body}, and has been since spring.")
    page = here.patient.send("/ask/check", "/ask/send", consent="yes")
    assert page.path.startswith("/questions/"), (page.path, page.status)
    here.question = page.path.partition("?")[0].rsplit("/", 1)[1]
    wait_for(lambda: here.question in here.first.get("/queue").text, "the question in the list")
    _edit_terms(here, lambda terms: terms.replace(term, "").strip())
    # The term itself was plain; what the write-ahead log still holds of it goes with a restart.
    here.portal.stop()
    here.portal.start()


def _edit_terms(here: Scene, change: Callable[[str], str]) -> None:
    path = f"/admin/queues/{here.hospital.queue_ids['skin']}"
    page = here.admin.get(path)
    fields = _filled(page) | {"terms_en": [change(page.area("terms_en"))]}
    assert here.admin.send(page, path, **fields).path == "/admin/queues"


def _filled(page: Answer) -> dict[str, list[str]]:
    """Return the fields of a page's form as they are filled in."""
    found: dict[str, list[str]] = {}
    for match in FIELD.finditer(page.text):
        value = re.search(r'\bvalue="([^"]*)"', match.group(0).partition(">")[0])
        unticked = 'type="checkbox"' in match.group(0) and " checked" not in match.group(0)
        if not unticked and (match.group(1) or match.group(2)) != "csrf_token":
            filled = unescape(value.group(1) if value else match.group(3) or "")
            found.setdefault(match.group(1) or match.group(2), []).append(filled)
    return found


def _close(here: Scene) -> None:
    """A second question, closed with advice."""
    here.patient.send("/ask", "/ask")
    here.patient.send("/ask/who", about="me", age_band="40_64", wished="general")
    here.patient.send("/ask/signs", none="yes")
    here.patient.send("/ask/write", subject="My sleep", body="I sleep badly since the clocks went back.")
    page = here.patient.send("/ask/check", "/ask/send")
    path = page.path.partition("?")[0].replace("/questions/", "/work/")
    claim = path.replace("/work/", "/queue/") + "/claim"
    wait_for(lambda: claim in here.first.get("/queue").text, "the question in the list")
    here.first.send("/queue", claim)
    advice = f"Please see {here.of('entries.body advice')} this week."
    assert here.first.send(path, f"{path}/close", code="needs_visit", advice=advice).path.startswith("/queue")


def _hold(here: Scene) -> None:
    """The officer keeps one question from being erased, and says why."""
    number = NUMBER.search(here.patient.get("/questions").text)
    assert number is not None
    why = {"code": "court", "whole": "question", "note": f"A letter of {here.of('legal_holds.note')}."}
    shown = here.officer.send("/officer/retention", "/officer/retention/hold", number=number.group(), **why)
    assert here.of("legal_holds.note") in shown.text


def _break_glass(here: Scene) -> None:
    """The officer reads the question in an emergency, and says why; the admin reviews it."""
    number = NUMBER.search(here.patient.get(f"/questions/{here.question}").text)
    assert number is not None
    reason = f"{here.of('glass_breaks.reason')} called and cannot be reached any more."
    shown = here.officer.send("/officer/glass", "/officer/glass", number=number.group(), reason=reason)
    assert here.of("questions.body") in shown.text
    path = shown.path.removesuffix("/text")
    assert here.of("glass_breaks.reason") in here.admin.get(path).text
    assert here.admin.send(path, f"{path}/review", outcome="proper").path == "/officer/glass"


def _report(here: Scene) -> None:
    """The patient does not recognise an opening; the officer notes what comes of it, and answers."""
    path = f"/questions/{here.question}/readings"
    page = here.patient.get(path)
    asked = here.of("case_notes.body of the patient")
    page = here.patient.send(page, path, entry=page.hidden("entry"), note=f"Who is {asked} here?")
    assert asked in page.text
    case = next(path for path in here.officer.get("/officer/cases").links(CASE))
    noted = here.officer.send(case, f"{case}/note", note=f"I asked {here.of('case_notes.body')}.")
    assert {asked, here.of("case_notes.body")} <= set(re.findall(r"[a-z]{16}", noted.text))
    answer = f"We asked {here.of('cases.answer')}, and all was as it should be."
    assert here.of("cases.answer") in here.officer.send(case, f"{case}/close", outcome="proper", answer=answer).text
    assert here.of("cases.answer") in here.patient.get(path).text


def _thread(here: Scene) -> None:
    """Every kind of entry, and a draft of the answer."""
    work = f"/work/{here.question}"
    here.first.send("/queue", f"/queue/{here.question}/claim")
    here.first.send(work, f"{work}/note", message=here.of("entries.body note"))
    here.first.send(work, f"{work}/ask-back", message=here.of("entries.body asked back"))
    own = f"/questions/{here.question}"
    assert here.patient.send(own, f"{own}/draft", message=here.of("reply_drafts.payload")).status == 200
    here.look()
    assert here.patient.send(own, f"{own}/reply", message=here.of("entries.body reply")).status == 200
    saved = here.first.send(work, f"{work}/draft", body=here.of("answer_drafts.payload"))
    assert saved.status == 200


def _answer(here: Scene) -> None:
    work = f"/work/{here.question}"
    parts = {part: f"It is {here.of(f'answers.{part}')} then." for part in ("expect", "worry", "do_now", "by_when")}
    body = f"Use {here.of('answers.body')} twice a day for two weeks."
    source = {"source_title_1": here.of("answers.sources"), "source_url_1": "https://canary.example/cream"}
    page = here.first.send(work, f"{work}/answer", body=body, propose="yes", **parts, **source)
    assert page.path.startswith("/queue"), (page.path, page.status)


def _desk(here: Scene) -> None:
    path = wait_for(lambda: here.editor.get("/desk").links(r"/desk/[0-9a-f]{32}"), "the draft")[0]
    _edit(here, path)


def _edit(here: Scene, path: str) -> None:
    """Write public words with canaries of their own, and decide on what is marked."""
    words = {
        "title": f"What helps with {here.of('publications.title')}?",
        "question": f"My skin is {here.of('publications.question_text')} since spring.",
        "answer": f"Use a cream with {here.of('publications.answer_text')} for two weeks.",
        **{part: f"Take {here.of(f'publications.{part}')} then." for part in NET},
    }
    page = finish(here.editor, path, **words)
    assert page.path == "/desk", "the words were not handed on"


def _review(here: Scene) -> str:
    return wait_for(lambda: here.second.get("/review").links(r"/review/[0-9a-f]{32}"), "the review")[0]


def _send_back(here: Scene) -> None:
    path = _review(here)
    note = here.of("publications.review_note")
    rather = f"Use a salve with {here.of('publications.proposal')} for two weeks."
    assert here.second.send(path, f"{path}/return", note=note, answer=rather).path == "/review"


def _accept(here: Scene) -> str:
    _edit(here, here.editor.get("/desk").links(r"/desk/[0-9a-f]{32}")[0])
    path = _review(here)
    # A canary looks like an identifier, and it was kept: two read such words.
    for reader in (here.second, here.third):
        page = reader.get(path)
        reader.send(page, f"{path}/accept", seen=page.hidden("seen"), right="yes", unnamed="yes")
    return path.replace("/review/", "/publication/")


def _wish(here: Scene) -> None:
    path = _accept(here)
    assert here.patient.send(path, f"{path}/change", note=here.of("publications.change_wish")).path == "/questions"


def _approve(here: Scene) -> None:
    path = _accept(here)
    title = here.of("publications.title")
    assert "/answers/" not in here.visitor().get(f"/search?q={title}").text
    page = here.patient.get(path)
    # From here on these words are public: the patient has read every one of them.
    here.public |= {here.of(f"publications.{part}") for part in PUBLIC_PARTS if part != "sources"}
    here.public.add(here.of("answers.sources"))
    here.patient.send(page, f"{path}/approve", seen=page.hidden("seen"), wording=page.hidden("wording"))
    wait_for(lambda: "/answers/" in here.visitor().get(f"/search?q={title}").text, "the page in the search")


def _worse(here: Scene) -> None:
    """The patient says that it got worse; a clinician closes the case with what was found."""
    how = f"/after/{here.question}"
    assert here.patient.send(how, helped="no", outcome="worse").path == f"{how}/worse"
    case = here.first.get("/safety").links(SAFETY_CASE)[0]
    note = f"The answer left {here.of('safety_cases.note')} out."
    assert here.first.send(case, finding="answer_to_mend", note=note).path == "/safety"
    assert here.of("safety_cases.note") in here.first.get(case).text
