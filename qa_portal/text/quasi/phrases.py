"""The small language in which most rules are written, one a line: `(my|our) wedding [day] => a family event`.

Words stand for themselves, in plain form (lower case, no accents); a blank matches blanks or a hyphen. `(a|b c)` is
one of them, `[a|b]` one of them or nothing, `word?` leaves the last letter open, `@name` is a word list or number of
`MACROS`, `!(a|b)` must not follow, `~(a|b)` must not be among the three words before. In what is put, `{1}` is the
first `()`, `[]` or `@` as it was written, and `{my}` the possessive of whom the sentence is about.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.numerals import FIGURE
from qa_portal.text.quasi.scanning import NUMBER_LEAD, Rule, Scanned
from qa_portal.text.quasi.subjects import be, possessive

WORDS = Path(__file__).parent / "words"
SPACE = r"(?:\s{1,3}|-)"
TERM = re.compile(r"[~!]?\([^()]*\)|\[[^\[\]]*\]|@\w+|[^\s()\[\]@]+")
HEADING = re.compile(r"== (?P<kind>[A-Z]+) (?P<weight>\d)$")
SLOT = re.compile(r"\{(\w+)\}")
END = r"(?!\w|'(?!s\b)\w)"
BACK = 3
"""How many words before a phrase `~()` looks at."""


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a list, without comments and blank ones."""
    found = (line.strip() for line in (WORDS / name).read_text(encoding="utf-8").splitlines())
    return tuple(line for line in found if line and not line.startswith("#"))


@cache
def macros(lang: str) -> dict[str, str]:
    """Named word lists: alternatives split by bars."""
    return {
        name: " ".join(words.split())
        for name, _, words in (line.partition(" = ") for line in lines(f"macros_{lang}.txt"))
    }


def rules(name: str, lang: str) -> Iterator[Rule]:
    """The rules of one file; a heading `== KIND weight` holds for the lines below it."""
    kind, weight = QuasiKind.EVENT, 1
    for line in lines(name):
        if heading := HEADING.match(line):
            kind, weight = QuasiKind(heading["kind"]), int(heading["weight"])
        else:
            phrase, _, put = line.partition(" => ")
            yield rule(kind, phrase, put.strip(), lang, weight=weight)


def rule(
    kind: QuasiKind,
    phrase: str,
    put: str | Callable[[re.Match[str], Scanned], str | None],
    lang: str,
    *,
    weight: int = 1,
) -> Rule:
    """One rule of a phrase; what is put may be a function of the match."""
    terms = TERM.findall(phrase)
    barred = frozenset(terms.pop(0)[2:-1].split("|")) if terms[0].startswith("~(") else frozenset[str]()
    said = put if callable(put) else template(put)
    guarded = _guarded(said, barred) if barred else said
    return Rule(kind, frozenset(_leads(terms, lang)), re.compile(_regex(terms, lang)), guarded, weight)


def _regex(terms: list[str], lang: str) -> str:
    """Options before the first needed term bring the blank after them, all later terms the one before them."""
    pieces: list[str] = []
    gap = ""
    for term in terms:
        inner = _either(term.strip("!()[]"), lang)
        if term.startswith("!"):
            pieces.append(rf"(?!{SPACE}(?:{inner})\b)")
        elif term == "'s":
            pieces.append(term)
        elif term.startswith("["):
            pieces.append(f"(?:{gap}({inner}))?" if gap else f"(?:({inner}){SPACE})?")
        else:
            pieces.append(f"{gap}({inner})" if term[0] in "(@" else gap + inner)
            gap = SPACE
    return "".join(pieces) + END


def _either(alternatives: str, lang: str) -> str:
    return "|".join(_one(alternative.strip(), lang) for alternative in alternatives.split("|"))


def _one(alternative: str, lang: str) -> str:
    return SPACE.join(_word(word, lang) for word in alternative.split(" "))


def _word(word: str, lang: str) -> str:
    if word == "@N":
        return FIGURE
    return f"(?:{_either(macros(lang)[word[1:]], lang)})" if word.startswith("@") else word


def _leads(terms: list[str], lang: str) -> Iterator[str]:
    for term in terms:
        inner = term.strip("()[]")
        if term.startswith("!"):
            continue
        for alternative in inner.split("|"):
            yield from _first_words(alternative.strip(), lang)
        if not term.startswith("["):
            return


def _first_words(alternative: str, lang: str) -> Iterator[str]:
    first = alternative.split(" ")[0].split("-")[0]
    if first == "@N" or first[0].isdigit():
        yield NUMBER_LEAD
    elif first.startswith("@"):
        for word in macros(lang)[first[1:]].split("|"):
            yield from _first_words(word.strip(), lang)
    elif first.endswith("?"):
        yield from {first[:-1], first[:-2]}
    else:
        yield first


def template(put: str) -> Callable[[re.Match[str], Scanned], str | None]:
    """What a template says of a match."""
    if "{" not in put:
        return lambda _match, _scanned: put

    def fill(match: re.Match[str], scanned: Scanned) -> str:
        def value(slot: re.Match[str]) -> str:
            if slot[1] == "my":
                return possessive(scanned, match.start())
            if slot[1] == "am":
                return be(scanned, match.start())
            start, end = match.span(int(slot[1]))
            return scanned.text[start:end] if start >= 0 else ""

        return " ".join(SLOT.sub(value, put).split())

    return fill


def _guarded(
    said: Callable[[re.Match[str], Scanned], str | None], barred: frozenset[str]
) -> Callable[[re.Match[str], Scanned], str | None]:
    def unless(match: re.Match[str], scanned: Scanned) -> str | None:
        before = scanned.before(match.start()).replace("-", " ").split()[-BACK:]
        return None if barred.intersection(word.strip(",()'\"") for word in before) else said(match, scanned)

    return unless
