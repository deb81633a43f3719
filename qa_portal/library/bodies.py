"""The long text of a page without its marks: guides have more of them than answers."""

from qa_portal.library.models import Page
from qa_portal.text.markup import plain


def plain_body(page: Page) -> str:
    """The answer as the index and a snippet read it; of a guide without its marks and the addresses of its links."""
    return plain(page.answer) if page.slug else page.answer
