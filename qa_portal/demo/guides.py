"""The demo's guides, written, checked and made public as people would: one of them with a correction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from qa_portal import clock
from qa_portal.db import read, transaction
from qa_portal.demo import content
from qa_portal.demo.content import Row
from qa_portal.demo.people import Cast
from qa_portal.demo.shelf import MARK
from qa_portal.guide import looking, queries, releasing
from qa_portal.guide.models import Guide, GuideVersion
from qa_portal.guide.stages import Stage
from qa_portal.journey.guide_check import service as checking
from qa_portal.journey.guides import service
from qa_portal.library.models import Page

PAUSE = timedelta(hours=5)
"""How long each person takes to get to it."""


def play(cast: Cast, present: datetime) -> None:
    """Write the guides in the past and leave one draft; the clock is left in the past, too."""
    _drop_what_was_broken_off()
    there = set(read().scalars(select(Page.title).where(Page.slug.is_not(None))))
    for row in content.guides():
        if content.guide_text(row["file"]).split("\n", 1)[0] not in there:
            _Guide(row, cast, present).tell()
    clock.set_to(present - timedelta(days=1))
    service.begin(cast["hallam"], "Sleeping better", "mind-and-sleep", "en")


def _drop_what_was_broken_off() -> None:
    with transaction() as session:
        live = select(GuideVersion.guide_id).where(GuideVersion.stage == Stage.LIVE)
        for model, mine in ((GuideVersion, GuideVersion.guide_id), (Guide, Guide.id)):
            session.execute(delete(model).where(mine.not_in(live)))


@dataclass
class _Guide:
    row: Row
    cast: Cast
    present: datetime
    guide_id: str = ""

    def tell(self) -> None:
        words = self._words()
        clock.set_to(self.present - timedelta(days=self.row["days_ago"]))
        self.guide_id = service.begin(self.cast[self.row["writer"]], words["title"], self.row["topic"], "en")
        first = self.row.get("first_without", "")
        self._bring(words | {"help": words["help"].replace(first, "")} if first else words)
        if first:
            clock.set_to(self.present - timedelta(days=self.row["changed_days_ago"]))
            service.revise(self.cast[self.row["writer"]], self.guide_id, 1)
            self._bring(words | {"notice": self.row["notice"]})

    def _bring(self, words: dict[str, Any]) -> None:
        """Save the words, let what points to nobody stay, and go the whole way."""
        writer = self.cast[self.row["writer"]]
        service.save(writer, self.guide_id, words)
        kept = [pointer.id for pointer in looking.pointers(self._coming())]
        service.save(writer, self.guide_id, words | {"kept": kept})
        service.hand_over(writer, self.guide_id)
        clock.set_to(clock.now() + PAUSE)
        version = self._coming()
        checking.accept(self.cast[self.row["checker"]], version.id, releasing.hash_of(version))
        clock.set_to(clock.now() + PAUSE)
        service.release(self.cast[self.row["editor"]], self.guide_id)

    def _coming(self) -> GuideVersion:
        read().rollback()
        found = queries.open_of(read(), self.guide_id)
        if found is None:
            raise LookupError(self.guide_id)
        return found

    def _words(self) -> dict[str, Any]:
        head, body, help_box = (part.strip() for part in content.guide_text(self.row["file"]).split("\n---\n"))
        title, summary = head.split("\n", 1)
        marks = [MARK + name for name in self.row["picked"]]
        ids = dict(read().execute(select(Page.external_id, Page.id).where(Page.external_id.in_(marks))).all())
        sources = {
            f"source_{part}_{number}": value
            for number, source in enumerate(self.row["sources"], 1)
            for part, value in zip(("title", "url"), source, strict=True)
        }
        review_by = clock.months_later(self.present, self.row["review_months"]).date()
        texts = {"title": title, "summary": summary, "body": body, "help": help_box, "notice": ""}
        facts = {"topic": self.row["topic"], "owner": self.cast[self.row["writer"]].id, "review_by": review_by}
        picks = {"picked": [ids[mark] for mark in marks], "pick": "", "add": "", "kept": [], "revision": 0}
        return {**texts, **facts, **picks, **sources}
