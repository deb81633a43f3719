"""The address that opens a network's own page for sharing. Following it is the first that network hears of a reader."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

from qa_portal.sharing.captions import Shared, caption, shortened, subject
from qa_portal.sharing.networks import LINK_CHARS, Network, tagged


def link(network: Network, shared: Shared, *, picture: str) -> str:
    """Return the address to tap; empty for a network that has none (Instagram takes pictures from a device only)."""
    make = MAKERS.get(network)
    return make(shared, picture) if make else ""


def _with(base: str, values: dict[str, str], text_name: str) -> str:
    """Return base and query; the text named `text_name` is cut until the whole is no longer than `LINK_CHARS`."""

    def made(text: str) -> str:
        return f"{base}?{urlencode(values | {text_name: text}, quote_via=quote)}"

    return _made(made, values[text_name])


def _with_url_last(base: str, name: str, text: str, url: str) -> str:
    """The same for a text that ends with the address itself."""

    def made(words: str) -> str:
        # Mail wants both characters at the end of a line (RFC 6068), and nobody else minds them.
        text = f"{words}\n\n{url}".replace("\n", "\r\n")
        return f"{base}{'&' if '?' in base else '?'}{urlencode({name: text}, quote_via=quote)}"

    return _made(made, text.removesuffix(url).rstrip())


def _made(made: Callable[[str], str], text: str) -> str:
    whole = made(text)
    # Most are short enough: to make an address is most of the work.
    return whole if len(whole) <= LINK_CHARS else made(shortened(text, lambda cut: len(made(cut)) <= LINK_CHARS))


def _mail(shared: Shared, _: str) -> str:
    url = tagged(shared.url, Network.MAIL)
    base = f"mailto:?{urlencode({'subject': subject(shared)}, quote_via=quote)}"
    return _with_url_last(base, "body", caption(Network.MAIL, shared), url)


def _whatsapp(shared: Shared, _: str) -> str:
    url = tagged(shared.url, Network.WHATSAPP)
    return _with_url_last("https://wa.me/", "text", caption(Network.WHATSAPP, shared), url)


def _facebook(shared: Shared, _: str) -> str:
    return f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': tagged(shared.url, Network.FACEBOOK)})}"


def _x(shared: Shared, _: str) -> str:
    url = tagged(shared.url, Network.X)
    text = caption(Network.X, shared).removesuffix(url).rstrip()
    return _with("https://x.com/intent/post", {"url": url, "text": text}, "text")


def _linkedin(shared: Shared, _: str) -> str:
    url = tagged(shared.url, Network.LINKEDIN)
    return f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': url})}"


def _pinterest(shared: Shared, picture: str) -> str:
    url = tagged(shared.url, Network.PINTEREST)
    text = caption(Network.PINTEREST, shared).removesuffix(url).rstrip()
    values = {"url": url, "media": picture, "description": text}
    return _with("https://www.pinterest.com/pin/create/button/", values, "description")


MAKERS: dict[Network, Callable[[Shared, str], str]] = {
    Network.MAIL: _mail,
    Network.WHATSAPP: _whatsapp,
    Network.FACEBOOK: _facebook,
    Network.X: _x,
    Network.LINKEDIN: _linkedin,
    Network.PINTEREST: _pinterest,
}
