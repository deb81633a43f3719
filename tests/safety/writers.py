"""People who write all the time while the portal is killed under them, and note what it acknowledged.

Every text carries a mark of its own; a try that broke is given up, its mark never used again. So a mark that is
found twice was written twice, and one that was acknowledged must be found.
"""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.support.desk import finish
from tests.walks.browser_of_lines import Answer, Told, Visitor
from tests.walks.crowd import NET, sign_in

LOST = (http.client.HTTPException, OSError)
"""What a person sees when the server dies under them."""
REST_SECONDS = 0.2
"""How long a person pauses between two things."""
LOOKED_AT = 3
"""So many of a patient's newest questions are looked at for a decision to make."""


@dataclass
class Noted:
    """What was acknowledged: the mark of each text by what it is, and the publications that were approved."""

    questions: dict[str, str] = field(default_factory=dict)
    """Question id by mark."""
    replies: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    lost: int = 0
    refused: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def mark(self) -> str:
        """Return a mark nobody has used."""
        return f"mark{next(self._numbers):06d}"


@dataclass
class Writers:
    """Everybody at one portal; they rest while `go` is not set and leave when `stop` is."""

    url: str
    noted: Noted = field(default_factory=Noted)
    go: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    problems: list[BaseException] = field(default_factory=list)
    told: Told | None = None
    """Is told of every request."""
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, patients: list[str], clinicians: tuple[str, ...], editor: str) -> None:
        """Let everybody sign in and start."""
        acts: list[tuple[str, Callable[[Visitor], None]]] = [(email, self._patient) for email in patients]
        acts += [(email, self._clinician) for email in clinicians]
        acts += [(editor, self._editor)]
        self.go.set()
        for email, act in acts:
            visitor = sign_in(Visitor(self.url, self.told), email)
            thread = threading.Thread(target=self._live, args=(visitor, act), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Send everybody home."""
        self.stop.set()
        self.go.set()
        for thread in self._threads:
            thread.join(90)

    def _live(self, visitor: Visitor, act: Callable[[Visitor], None]) -> None:
        while not self.stop.is_set():
            self.go.wait()
            try:
                act(visitor)
            except LOST:
                self.noted.lost += 1
                visitor.close()
            except AssertionError as problem:
                self.problems.append(problem)
                return
            time.sleep(REST_SECONDS)
        visitor.close()

    def _note(self, page: Answer, what: str) -> bool:
        """Say whether the portal took it; what it refused is kept to be looked at."""
        if page.status == 200:
            return True
        self.noted.refused.append(f"{what}: {page.status}")
        assert page.status < 500, (what, page.status)
        return False

    def _patient(self, visitor: Visitor) -> None:
        """Decide what there is to decide; then ask, ask, and write to an older question, in turn."""
        mine = visitor.get("/questions").links(r"/questions/[0-9a-f]{32}")
        for path in mine[:LOOKED_AT]:
            for decision in visitor.get(path).links(r"/publication/[0-9a-f]{32}"):
                self._approve(visitor, decision)
        if len(mine) % LOOKED_AT == LOOKED_AT - 1:
            self._reply(visitor, mine[-1])
        self._ask(visitor)

    def _ask(self, visitor: Visitor) -> None:
        mark = self.noted.mark()
        visitor.send("/ask", "/ask")
        visitor.send("/ask/who", about="me", age_band="40_64", wished="general")
        visitor.send("/ask/signs", none="yes")
        visitor.send("/ask/write", subject=f"tired {mark}", body=f"Every day after lunch I am tired. {mark}")
        page = visitor.send("/ask/check", "/ask/send", consent="yes")
        if self._note(page, "send"):
            self.noted.questions[mark] = page.path.partition("?")[0].rsplit("/", 1)[1]

    def _reply(self, visitor: Visitor, path: str) -> None:
        mark = self.noted.mark()
        page = visitor.send(path, f"{path}/reply", message=f"One more thing: it is worse on Mondays. {mark}")
        if self._note(page, "reply"):
            self.noted.replies[mark] = path.rsplit("/", 1)[1]

    def _approve(self, visitor: Visitor, path: str) -> None:
        page = visitor.get(path)
        seen, wording = page.hidden("seen"), page.hidden("wording")
        if seen and self._note(visitor.send(page, f"{path}/approve", seen=seen, wording=wording), "ok"):
            self.noted.approved.add(path.rsplit("/", 1)[1])

    def _clinician(self, visitor: Visitor) -> None:
        for path in visitor.get("/review").links(r"/review/[0-9a-f]{32}"):
            page = visitor.get(path)
            visitor.send(page, f"{path}/accept", seen=page.hidden("seen"), right="yes", unnamed="yes")
        held = visitor.get("/queue?list=mine").links(r"/work/[0-9a-f]{32}")
        for path in held:
            self._answer(visitor, path)
        if not held:
            for claim in visitor.get("/queue").links(r"/queue/[0-9a-f]{32}/claim")[:1]:
                visitor.send("/queue", claim)

    def _answer(self, visitor: Visitor, path: str) -> None:
        mark = self.noted.mark()
        page = visitor.get(path)
        before = page.area("body")
        if not before and f"{path}/answer" not in page.text:
            return
        # An answer that the patient's message held back stands in the box again, and is gone on with.
        body = f"{before} A walk after lunch often helps, and so does a lighter meal. mark-of-answer {mark}".strip()
        page = visitor.send(page, f"{path}/answer", body=body, **NET, propose="yes")
        if self._note(page, "answer"):
            self.noted.answers[mark] = path.rsplit("/", 1)[1]

    def _editor(self, visitor: Visitor) -> None:
        for path in visitor.get("/desk?status=drafted").links(r"/desk/[0-9a-f]{32}"):
            finish(visitor, path, title="Why am I tired after lunch?")
