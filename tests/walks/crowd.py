"""Many patients and a small staff, over HTTP: the whole way of a question, as often as there are texts."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from statistics import quantiles
from typing import TypeVar

from tests.support.desk import finish
from tests.support.people import PASSWORD, code_of
from tests.walks.browser_of_lines import Answer, Visitor

WAIT_SECONDS = 60
AGAIN_SECONDS = 0.5
"""How long a person waits before trying again what was too much for the moment (429)."""
NET = {
    "expect": "It should slowly get better over the next two weeks.",
    "worry": "If the pain gets much worse, or you have a fever.",
    "do_now": "See your own doctor, or call the advice line.",
    "by_when": "The same day.",
}
ANSWER = (
    "Thank you for writing. From what you tell us this is most likely nothing dangerous. "
    "Rest, drink enough, and take things slowly for a few days. "
    "If it does not get better, see your own doctor, who can examine you."
)
ADVICE = "Please see your own doctor this week."
Link = Callable[[str], str]
T = TypeVar("T")


@dataclass
class Wish:
    """What one patient asks, and how it is to end: published, private or closed."""

    number: int
    text: str = field(repr=False)
    end: str
    language: str = "en"
    email: str = ""
    question_path: str = ""
    reached: str = ""


@dataclass
class Stopwatch:
    """How long requests took, by method and page."""

    _seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _statuses: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, method: str, path: str, status: int, seconds: float) -> None:
        """Note one request; ids in paths are left out."""
        name = "/".join("ID" if len(part) >= 32 else part for part in path.split("/"))
        with self._lock:
            self._seconds[f"{method} {name}"].append(seconds)
            self._statuses[status] += 1

    def failures(self) -> int:
        """Return how many requests ended with a failure of the server."""
        return sum(count for status, count in self._statuses.items() if status >= 500)

    def report(self) -> str:
        """Say how many requests there were, and p50 and p95 in ms, over all and for the slowest pages."""
        every = [one for seconds in self._seconds.values() for one in seconds]
        lines = [f"{len(every)} requests, {_percentiles(every)}, statuses {dict(sorted(self._statuses.items()))}"]
        slowest = sorted(self._seconds.items(), key=lambda item: -sum(item[1]))[:12]
        lines += [f"  {name:40} {len(seconds):5} x  {_percentiles(seconds)}" for name, seconds in slowest]
        return "\n".join(lines)


def _percentiles(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{1000 * sum(seconds):.0f} ms"
    cuts = quantiles(seconds, n=20)
    return f"p50 {1000 * cuts[9]:.0f} ms, p95 {1000 * cuts[18]:.0f} ms"


@dataclass
class Crowd:
    """The people at one portal. `link` gives the path of the newest mail link to an address."""

    base_url: str
    link: Link
    clinicians: tuple[str, ...]
    editor: str
    wishes: list[Wish]
    watch: Stopwatch = field(default_factory=Stopwatch)
    _patients: dict[int, Visitor] = field(default_factory=dict)
    _visitors: list[Visitor] = field(default_factory=list)

    def close(self) -> None:
        """Let everybody go home."""
        for visitor in self._visitors:
            visitor.close()

    def ask_all(self, at_once: int = 4) -> None:
        """Let every patient sign up, follow the mail, sign in, and ask."""
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(self._ask, self.wishes))

    def _ask(self, wish: Wish) -> None:
        visitor = self._patients[wish.number] = self._visitor()
        self._enter(wish, visitor)
        page = visitor.send("/ask", "/ask")
        page = visitor.send(page, "/ask/who", about="me", age_band="40_64", wished="")
        page = visitor.send(page, "/ask/signs", none="yes")
        subject = " ".join(wish.text.split()[:8])[:110] or "A question"
        page = visitor.send("/ask/write", subject=subject, body=wish.text.ljust(12, "."))
        if page.path == "/ask/advice":
            page = visitor.get("/ask/check")
        assert page.path == "/ask/check", (wish.number, page.path, page.status)
        page = visitor.send(page, "/ask/send", **({} if wish.end == "private" else {"consent": "yes"}))
        _expect(page, "/questions/", wish.number)
        wish.question_path = page.path.partition("?")[0]

    def _enter(self, wish: Wish, visitor: Visitor) -> None:
        """Sign up in the patient's language, follow the mail, sign out, and sign in again."""
        wish.email = wish.email or f"patient{wish.number}@crowd.example"
        if wish.language != "en":
            visitor.get(f"/{wish.language}/sign-up")
        page = patiently(lambda: visitor.send("/sign-up", email=wish.email, password=PASSWORD, user="own"))
        _expect(page, "/sign-up/sent", wish.number)
        page = visitor.get(wait_for(lambda: self.link(wish.email), "the mail link"))
        page = patiently(lambda: visitor.send(page, "/verify", t=page.hidden("t"), password=PASSWORD))
        _expect(page, "/ask", wish.number)
        visitor.send(page, "/sign-out")
        page = patiently(lambda: visitor.send("/sign-in", email=wish.email, password=PASSWORD))
        assert page.status == 200, (wish.number, page.path, page.status)
        assert page.path != "/sign-in", (wish.number, page.status)

    def answer_all(self) -> None:
        """Let the clinicians take and answer everything; whose question is to be closed is closed with advice."""
        waiting = {wish.question_path.rsplit("/", 1)[1]: wish for wish in self.wishes}
        until = time.monotonic() + WAIT_SECONDS + 2 * len(self.wishes)

        def work(email: str) -> None:
            person = self._signed_in(email)
            while waiting:
                assert time.monotonic() < until, f"{len(waiting)} questions were never taken"
                if not self._take_one(person, waiting):
                    time.sleep(0.2)

        with ThreadPoolExecutor(len(self.clinicians)) as pool:
            list(pool.map(work, self.clinicians))

    def _take_one(self, person: Visitor, waiting: dict[str, Wish]) -> bool:
        """Claim and answer the first question of the list; False when there is none to take."""
        page = person.get("/queue")
        claims = page.links(r"/queue/[0-9a-f]{32}/claim")
        if not claims:
            return False
        page = person.send(page, claims[0])
        if page.status == 409:
            return True
        question_id = claims[0].split("/")[2]
        self._answer(person, page, waiting[question_id])
        del waiting[question_id]
        return True

    def _answer(self, person: Visitor, page: Answer, wish: Wish) -> None:
        work = page.path
        if wish.end == "closed":
            page = person.send(page, f"{work}/close", code="needs_visit", advice=ADVICE)
        else:
            propose = {"propose": "yes"} if wish.end == "published" else {}
            page = person.send(page, f"{work}/answer", body=ANSWER, **NET, **propose)
        _expect(page, "/queue", wish.number)

    def finish_all(self) -> None:
        """Take what was proposed through desk, review and the patient's approval."""
        wanted = [wish for wish in self.wishes if wish.end == "published"]
        self.edit_all(len(wanted))
        self.review_all(len(wanted))
        for wish in wanted:
            self.approve(wish)

    def edit_all(self, count: int) -> None:
        """Let the editor decide on every draft and hand it on."""
        editor = self._signed_in(self.editor)
        done: set[str] = set()

        def work() -> bool:
            for path in editor.get("/desk?status=drafted").links(r"/desk/[0-9a-f]{32}"):
                if path not in done:
                    _edit(editor, path)
                    done.add(path)
            return len(done) >= count

        wait_for(work, "the drafts", WAIT_SECONDS + 2 * count)

    def review_all(self, count: int) -> None:
        """Let the clinicians check each other's pages."""
        people = [self._signed_in(email) for email in self.clinicians]
        done: set[tuple[Visitor, str]] = set()

        def work() -> bool:
            before = len(done)
            for person in people:
                for path in person.get("/review").links(r"/review/[0-9a-f]{32}"):
                    page = person.get(path)
                    answer = person.send(page, f"{path}/accept", seen=page.hidden("seen"), right="yes", unnamed="yes")
                    assert answer.status == 200, (path, answer.status)
                    done.add((person, path))
            # Words that tell much are read by two: it is over when a round finds nothing more.
            return len({path for _person, path in done}) >= count and len(done) == before

        wait_for(work, "the reviews", WAIT_SECONDS + count)

    def approve(self, wish: Wish) -> None:
        """Let a patient read the public words and approve them."""
        patient = self._patients[wish.number]
        page = patient.get(wish.question_path)
        paths = page.links(r"/publication/[0-9a-f]{32}")
        assert paths, (wish.number, page.status, page.path)
        page = patient.get(paths[0])
        answer = patient.send(page, f"{paths[0]}/approve", seen=page.hidden("seen"), wording=page.hidden("wording"))
        assert answer.status == 200, (wish.number, answer.status)

    def look_at_the_ends(self) -> None:
        """Note how each question ended, as its patient sees it."""
        for wish in self.wishes:
            wish.reached = wait_for(partial(self._end_of, wish), f"the end of {wish.number}")

    def _end_of(self, wish: Wish) -> str:
        page = self._patients[wish.number].get(wish.question_path)
        public = page.links(r"(?:/es)?/answers/[0-9a-f]{32}")
        if public:
            return "published" if self._visitor().get(public[0]).status == 200 else ""
        if wish.end == "published":
            return ""
        if ADVICE in unescape(page.text):
            return "closed"
        return "private" if ANSWER[:40] in unescape(page.text) else ""

    def _visitor(self) -> Visitor:
        visitor = Visitor(self.base_url, self.watch)
        self._visitors.append(visitor)
        return visitor

    def _signed_in(self, email: str) -> Visitor:
        return sign_in(self._visitor(), email)


def sign_in(visitor: Visitor, email: str) -> Visitor:
    """Sign somebody in at the door."""
    page = patiently(lambda: visitor.send("/sign-in", email=email, password=PASSWORD))
    assert page.status == 200, (email, page.status)
    assert page.path != "/sign-in", email
    for later in (0, 1, -1):
        # A code works once: who signs in again within half a minute takes the next one.
        if page.path.startswith("/sign-in/code"):
            page = visitor.send(page, "/sign-in/code", code=code_of(email, later))
    assert not page.path.startswith("/sign-in"), email
    return visitor


def _edit(editor: Visitor, path: str) -> None:
    title = editor.get(path).hidden("title").ljust(5, "?")
    # What may point to somebody goes, where the machine has other words for it.
    page = finish(editor, path, "taken", title=title)
    assert page.path.startswith("/desk?") or page.path == "/desk", (path, page.path, page.status)


def _expect(page: Answer, path: str, number: int) -> None:
    assert page.status == 200, (number, page.path, page.status)
    assert page.path.startswith(path), (number, page.path)


def patiently(act: Callable[[], Answer], seconds: float = WAIT_SECONDS) -> Answer:
    """Do something that hashes a password; when too many do at once (429), wait a little and try again."""
    until = time.monotonic() + seconds
    page = act()
    while page.status == 429 and time.monotonic() < until:
        time.sleep(AGAIN_SECONDS)
        page = act()
    return page


def wait_for(look: Callable[[], T], what: str, seconds: float = WAIT_SECONDS) -> T:
    """Look again and again until there is something; fail after a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


def wishes(texts: Iterable[tuple[str, str]]) -> list[Wish]:
    """Give each text (with its language) an end: seven of ten published, two private, one closed."""
    ends = ["published"] * 7 + ["private"] * 2 + ["closed"]
    return [Wish(number, text, ends[number % 10], language) for number, (language, text) in enumerate(texts)]
