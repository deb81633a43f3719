"""The words that go with a shared page, cut to what each network takes; the address is never cut."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from qa_portal.sharing.networks import SUBJECT_CHARS, TERMS, Network, counted, tagged

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Shared:
    """The public words of a page that may stand in a post."""

    title: str
    excerpt: str
    clinic: str
    url: str
    """Its canonical address."""


def caption(network: Network, shared: Shared) -> str:
    """Return the text of a post, within the network's limit: title, excerpt, what it is, the address."""
    url = tagged(shared.url, network)
    top = TERMS[network].max_chars

    def fits(text: str) -> bool:
        return counted(network, text, url) <= top

    return _filled(network, shared, url, fits)


def _filled(network: Network, shared: Shared, url: str, fits: Callable[[str], bool]) -> str:
    tail = _tail(network, url)
    title = _one_line(shared.title)
    for parts in _orders(network, shared):
        whole = "\n\n".join([title, *parts, tail])
        if fits(whole):
            return whole
    return shortened(title, lambda text: fits(f"{text}\n\n{tail}")) + f"\n\n{tail}"


def _orders(network: Network, shared: Shared) -> list[list[str]]:
    """What may stand between the title and the address, the most first."""
    if network in {Network.X, Network.WHATSAPP}:
        return [[]]
    note = gettext("General information from %(clinic)s. It does not replace advice from somebody who knows your case.",
                   clinic=_one_line(shared.clinic))  # fmt: skip
    excerpt = _one_line(shared.excerpt)
    return [[excerpt, note], [note], []] if excerpt else [[note], []]


def _tail(network: Network, url: str) -> str:
    if TERMS[network].links:
        return url
    # Nobody can tap it there, so it is said what it is.
    return str(gettext("The whole answer: %(url)s", url=url))


def subject(shared: Shared) -> str:
    """Return the subject of a mail."""
    return shortened(_one_line(shared.title), lambda text: len(text) <= SUBJECT_CHARS)


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """Return a text, or its beginning with an ellipsis: as many whole words as fit, at the worst part of one."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle] + ELLIPSIS) else (low, middle - 1)
    cut = text[:low]
    at_word = cut.rfind(" ")
    if at_word > low // 2:
        cut = cut[:at_word]
    return cut.rstrip(" ,;:.-") + ELLIPSIS


def _one_line(text: str) -> str:
    return " ".join(text.split())
