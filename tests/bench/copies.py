"""More answers than there are: each with sentences of its own left out, so that no two are alike."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from qa_portal.index.pages import PublicPage


def copies(pages: Sequence[PublicPage], random: Random, most: int = 100) -> Iterator[PublicPage]:
    """Yield the pages, then again and again with a third of the sentences left out and the others moved."""
    yield from pages
    for turn in range(1, most):
        for page in pages:
            sentences = page.answer.split(". ")
            kept = random.sample(sentences, max(1, len(sentences) * 2 // 3))
            yield replace(page, public_id=f"{page.public_id}-{turn}", answer=". ".join(kept))
