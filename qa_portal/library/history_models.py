"""Table of what readers may know of a guide's past: when it changed, and what was put right."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base, Id, UtcDateTime


class PageChange(Base):
    """One change of a public guide. Its words go with the page."""

    __tablename__ = "page_changes"

    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(ForeignKey("pages.id"), index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    notice: Mapped[str] = mapped_column(Text, default="")
    """What was put right, in one line; empty for a change that matters to nobody who read it before."""
