"""Rare diseases by name, and the group a reader may be told instead."""

import re
from collections.abc import Callable, Iterator

from qa_portal.text.quasi.kinds import ALONE, QuasiKind
from qa_portal.text.quasi.phrases import lines
from qa_portal.text.quasi.scanning import WORD, Rule, Scanned, plain

HEADING = "=="
DETERMINERS = {
    "en": frozenset("a an the my his her their our your this that".split()),
    "es": frozenset("un una el la los las mi su tu nuestra nuestro del al esta este".split()),
}
TAILS = {
    "en": r"(?:'s)?(?:[\s-](?:disease|syndrome|disorder|condition)s?)?",
    "es": "",
}


def rules(lang: str) -> Iterator[Rule]:
    """One rule for each group of the list; a name written in capitals there counts only in capitals."""
    for group, names in _groups(lang):
        capitals = frozenset(plain(name) for name in names if name.isupper())
        folded = sorted({plain(name) for name in names}, key=len, reverse=True)
        determiners = DETERMINERS[lang]
        either = "|".join(re.escape(name).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]") for name in folded)
        pattern = re.compile(
            rf"(?:(?P<det>{'|'.join(sorted(determiners))})\s)?(?P<name>{either}){TAILS[lang]}(?![\w'])"
        )
        leads = frozenset(WORD.findall(name)[0] for name in folded) | determiners
        yield Rule(QuasiKind.DISEASE, leads, pattern, _put(group, capitals, lang), ALONE)


def _groups(lang: str) -> Iterator[tuple[str, list[str]]]:
    group, names = "", list[str]()
    column = ("en", "es").index(lang)
    for line in lines("diseases.txt"):
        if line.startswith(HEADING):
            if names:
                yield group, names
            group, names = line.removeprefix(HEADING).split("|")[column].strip(), []
        else:
            parts = line.split("/")
            names += [name.strip() for name in parts[min(column, len(parts) - 1)].split(";")]
    yield group, names


def _put(group: str, capitals: frozenset[str], lang: str) -> Callable[[re.Match[str], Scanned], str | None]:
    bare = group.partition(" ")[2]

    def put(match: re.Match[str], scanned: Scanned) -> str | None:
        start, end = match.span("name")
        if match["name"] in capitals and not scanned.text[start:end].isupper():
            return None
        det = match["det"] or ""
        if lang == "es":
            before = {"del": "de ", "al": "a "}.get(det, "")
            return f"{det} {bare}" if det in {"mi", "su", "tu", "nuestra", "esta"} else before + group
        return f"{det} {bare}" if det not in {"", "a", "an", "the"} else group

    return put
