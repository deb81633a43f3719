"""What is counted of the library: a day, what, which, how often. Nothing of who."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base


class Counted(StrEnum):
    """What is counted; the key says which one."""

    VIEW = "view"  # a page of the library, by its id
    VIA = "via"  # a visit through a share link, by its tag
    SEARCH = "search"  # a search, without its words
    MISS = "miss"  # a search that found nothing
    WORD = "word"  # one medical word of a search that found nothing
    HELPFUL = "helpful"  # a vote that a page helped, by its id
    UNHELPFUL = "unhelpful"  # a vote that it did not


class DailyCount(Base):
    """One number of one day."""

    __tablename__ = "daily_counts"
    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True, default="")
    count: Mapped[int] = mapped_column(default=0)
