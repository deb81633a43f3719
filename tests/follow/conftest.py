"""The small clinic with a mail folder, and readers who follow its topics."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qa_portal.db import read, transaction
from qa_portal.identity.follower_models import Follower
from qa_portal.library import release
from qa_portal.library.release import PageFacts
from qa_portal.outbox.worker import Worker
from qa_portal.settings import Settings
from qa_portal.text.wording import PublicWords, SafetyNet
from tests.support.forms import token_of
from tests.support.people import LINK, Mails
from tests.support.story import cast, story, story_shelf
from tests.support.story import settings as plain_settings

__all__ = ["cast", "plain_settings", "story", "story_shelf"]
NET = SafetyNet("It eases.", "It spreads.", "Call us.", "In two days.")


@pytest.fixture
def settings(story_shelf: object, tmp_path: Path, plain_settings: Settings) -> Settings:
    """Settings of a copy of the small clinic, with a mail folder."""
    return replace(plain_settings, smtp_url=f"file:{tmp_path / 'mails'}", rate_follow="1000/minute")


@pytest.fixture
def mails(tmp_path: Path) -> Mails:
    """The mail folder."""
    return Mails(tmp_path / "mails")


@dataclass
class Reader:
    """Somebody with an address and a browser, and no account."""

    email: str
    client: FlaskClient
    worker: Worker
    mails: Mails

    def ask(self, path: str = "/follow/skin") -> str:
        """Fill in the form of a topic and let the worker do its work; return what the page says."""
        page = self.client.get(path, follow_redirects=True)
        form = {"csrf_token": token_of(page.text), "email": self.email}
        answer = self.client.post(path.removeprefix("/es"), data=form)
        assert answer.status_code == 200
        self.worker.drain()
        return answer.get_data(as_text=True)

    def follow(self, path: str = "/follow/skin") -> None:
        """Ask, open the link of the mail, and say yes."""
        self.ask(path)
        page = self.client.get(self.mails.link(self.email), follow_redirects=True)
        assert page.status_code == 200
        form = {"t": self.mails.link(self.email).partition("?t=")[2], "csrf_token": token_of(page.text)}
        assert self.client.post("/following/confirm", data=form).status_code == 200

    def got(self) -> list[str]:
        """Return subject and text of each mail, oldest first."""
        found = self.mails.texts(self.email) if self.mails.folder.exists() else []
        return [text.replace("\r\n", "\n") for text in found]

    def way_out(self) -> str:
        """Return path and query of the last link of the newest mail."""
        return str(LINK.findall(self.got()[-1])[-1])


@pytest.fixture
def rosa(app: Flask, worker: Worker, mails: Mails) -> Reader:
    """A reader."""
    return Reader("rosa@example.org", app.test_client(), worker, mails)


@pytest.fixture
def luis(app: Flask, worker: Worker, mails: Mails) -> Reader:
    """Another."""
    return Reader("luis@example.org", app.test_client(), worker, mails)


def guide(app: Flask, title: str, **wishes: object) -> str:
    """Release a page of the clinic's own and return its id."""
    words = PublicWords(title, "How?", "With a plain cream.", NET, ())
    facts = PageFacts(words=words, **{"kind": "guide", "topic_slug": "skin", **wishes})  # type: ignore[arg-type]
    with app.app_context(), transaction() as session:
        page_id: str = release.release(session, facts)
    return page_id


def followers(app: Flask) -> list[Follower]:
    """Every row there is."""
    with app.app_context():
        return list(read().scalars(select(Follower)))
