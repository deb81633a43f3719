"""Tags in place of identifiers: the same person is the same tag in title, question and answer.

Two names are one person when all parts of one, titles aside, are among those known of the other: "Ana" and
"Ana Ruiz" share a tag, whichever comes first, and so does "Ruiz" from then on. "Ana Lopez" has a part that is not
known of Ana Ruiz, nor the other way round, and gets a tag of her own. "Ana" alone goes to whoever was named first of
those she may be: which of two was meant cannot be told, and a third tag would tell a reader that there were three.
"""

import re
from collections.abc import Iterable

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.spans import Kind, Span

STREET = "street address"
POSTCODE = "post code"
"""Reasons that have a tag noun of their own."""

NOUNS: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.NAME: "name",
        Kind.DATE: "date",
        Kind.AGE: "age over 89",
        Kind.PHONE: "phone number",
        Kind.FAX: "fax number",
        Kind.EMAIL: "e-mail address",
        Kind.SSN: "social security number",
        Kind.MRN: "record number",
        Kind.HEALTHPLAN: "insurance number",
        Kind.ACCOUNT: "account number",
        Kind.LICENSE: "licence number",
        Kind.VEHICLE: "vehicle number",
        Kind.DEVICE: "device number",
        Kind.URL: "web address",
        Kind.IP: "network address",
        Kind.BIOMETRIC: "biometric",
        Kind.PHOTO: "photo",
        Kind.LOCATION: "town",
        Kind.ORG: "organisation",
        Kind.OTHER_ID: "number",
    },
    "es": {
        Kind.NAME: "nombre",
        Kind.DATE: "fecha",
        Kind.AGE: "edad mayor de 89",
        Kind.PHONE: "teléfono",
        Kind.FAX: "fax",
        Kind.EMAIL: "correo",
        Kind.SSN: "número de seguridad social",
        Kind.MRN: "número de historia",
        Kind.HEALTHPLAN: "número de seguro",
        Kind.ACCOUNT: "número de cuenta",
        Kind.LICENSE: "número de licencia",
        Kind.VEHICLE: "número de vehículo",
        Kind.DEVICE: "número de aparato",
        Kind.URL: "dirección web",
        Kind.IP: "dirección de red",
        Kind.BIOMETRIC: "dato biométrico",
        Kind.PHOTO: "foto",
        Kind.LOCATION: "localidad",
        Kind.ORG: "organización",
        Kind.OTHER_ID: "número",
    },
}
SPECIAL: dict[str, dict[str, str]] = {
    "en": {STREET: "street", POSTCODE: "post code"},
    "es": {STREET: "calle", POSTCODE: "código postal"},
}
_ALL_NOUNS = sorted(
    {noun for nouns in NOUNS.values() for noun in nouns.values()}
    | {noun for nouns in SPECIAL.values() for noun in nouns.values()},
    key=len,
    reverse=True,
)
TAG = re.compile(rf"\[(?:{'|'.join(map(re.escape, _ALL_NOUNS))})(?: \d{{1,4}})?\]")
"""A tag as `replace` writes it."""
TITLES = frozenset("dr dra doctor doctora mr mrs ms miss sr sra srta don dona prof professor nurse mx".split())


class Tagger:
    """Remembers which identifier got which tag; carry one across the texts of a question."""

    def __init__(self, lang: str = "en") -> None:
        """Tags are worded in `lang` ("en" or "es")."""
        self._lang = lang if lang in NOUNS else "en"
        self._tags: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._people: list[tuple[frozenset[str], str]] = []

    def tag(self, span: Span, clear: str) -> str:
        """The tag for the identifier `clear`, always the same for the same one."""
        noun = SPECIAL[self._lang].get(span.reason, NOUNS[self._lang][span.type])
        if span.type is Kind.NAME:
            return self._person(noun, clear)
        key = (noun, _squeezed(clear))
        if key not in self._tags:
            self._tags[key] = self._new(noun, numbered=False)
        return self._tags[key]

    def recall(self, clear: str, tag: str) -> None:
        """Remember a tag that was given before; words that are no tag are left alone."""
        if not TAG.fullmatch(tag):
            return
        noun, _space, number = tag[1:-1].rpartition(" ") if tag[-2].isdigit() else (tag[1:-1], "", "1")
        self._counts[noun] = max(self._counts.get(noun, 0), int(number))
        if noun == NOUNS[self._lang][Kind.NAME]:
            parts = _parts(clear)
            same = next((place for place, (_known, given) in enumerate(self._people) if given == tag), None)
            if same is None:
                self._people.append((parts, tag))
            else:
                self._people[same] = (self._people[same][0] | parts, tag)
        else:
            self._tags[noun, _squeezed(clear)] = tag

    def _person(self, noun: str, clear: str) -> str:
        parts = _parts(clear)
        for place, (known, tag) in enumerate(self._people):
            if parts <= known or known <= parts:
                self._people[place] = (known | parts, tag)
                return tag
        tag = self._new(noun, numbered=True)
        self._people.append((parts, tag))
        return tag

    def _new(self, noun: str, *, numbered: bool) -> str:
        count = self._counts[noun] = self._counts.get(noun, 0) + 1
        return f"[{noun} {count}]" if numbered or count > 1 else f"[{noun}]"


def _squeezed(clear: str) -> str:
    return "".join(char for char in fold(clear) if char.isalnum())


def _parts(name: str) -> frozenset[str]:
    written = re.findall(r"[^\W_]+", fold(name).replace("'", ""))
    return frozenset(part for part in written if part not in TITLES) or frozenset(written)


def replace(text: str, spans: Iterable[Span], tags: Tagger) -> str:
    """Put a tag in place of every certain span; undecided ones stay as they are."""
    pieces: list[str] = []
    done = 0
    for span in sorted((span for span in spans if span.certain), key=lambda span: span.start):
        if span.start < done:
            continue
        pieces += [text[done : span.start], tags.tag(span, text[span.start : span.end])]
        done = span.end
    return "".join([*pieces, text[done:]])
