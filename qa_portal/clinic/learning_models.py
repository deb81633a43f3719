"""What the router learnt from transfers and confirmations: weights of single words, no text and no patient."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qa_portal.db import Base


class TermWeight(Base):
    """How much a word speaks for a queue, by what the staff decided."""

    __tablename__ = "term_weights"
    queue_id: Mapped[str] = mapped_column(String(32), ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True)
    term: Mapped[str] = mapped_column(String(40), primary_key=True)
    weight: Mapped[float]
