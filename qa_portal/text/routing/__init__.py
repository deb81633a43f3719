"""Which queue a question belongs to: a text and each queue's words in; an order, and the words that decided, out.

Pure functions over an editable term list. Nothing is trained and nothing of a text is kept.
"""

from qa_portal.text.routing.engine import QueueTerms, Ranking, Router

__all__ = ["QueueTerms", "Ranking", "Router"]
