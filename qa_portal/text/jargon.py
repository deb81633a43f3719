"""Medical jargon in a text, with the plain words for it. Pure; the lists are in `plain_words`."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from qa_portal.text.identifiers.folding import fold

WORDS = Path(__file__).parent / "plain_words"
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|\d+")
LANGUAGES = ("en", "es")
"""Languages with a list."""
MAX_WORDS = 5
"""Words in the longest term of the lists."""
EXPLAINED = re.compile(
    r"\s{0,2}(?:\((?=[^()]{3,200}\))|[,:;]\s(?:that is|which means|i\.e\.|es decir|o sea|que "
    r"es)\b|\s(?:means|is when|significa)\b)"
)
JOINTS = {
    "en": frozenset(
        "of in on at that for against from with without under to around not being between into than".split()
    ),
    "es": frozenset("de del en que con contra para por a al sin no o y lo sobre bajo entre como".split()),
}
"""Words after which the plain words only tell more about the first of them."""
UNCOUNTED = frozenset(
    "pain fat cancer redness weakness tiredness sickness fever illness skin water relief gas damage salt blood".split()
)
NEAR = re.compile(r"\s{1,3}|[-.]|-\s")


@dataclass(frozen=True, slots=True)
class Jargon:
    """`text[start:end]` is the term `word` of the list or its plural; `plain` says it to anybody, in the same form."""

    start: int
    end: int
    word: str
    plain: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: the ways a term is written, the plain words for it, and more where those are short."""

    forms: tuple[str, ...]
    plain: str
    more: str

    @property
    def term(self) -> str:
        """The first way."""
        return self.forms[0]

    @property
    def said(self) -> str:
        """What it means, as one text."""
        plain = self.plain[:1].upper() + self.plain[1:]
        return f"{plain}. {self.more}" if self.more else f"{plain}."

    @property
    def anchor(self) -> str:
        """Where it stands on a page that explains it."""
        return "word-" + "-".join(fold(self.term).split())


@cache
def entries(lang: str) -> tuple[Entry, ...]:
    """All terms of a language, in the order of the list; none for a language without a list."""
    path = WORDS / f"{lang}.txt"
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if lang in LANGUAGES else ():
        forms, _, said = line.partition(" = ")
        plain, _, more = said.partition(" | ")
        found.append(Entry(tuple(form.strip() for form in forms.split(";")), plain.strip(), more.strip()))
    return tuple(found)


@cache
def terms(lang: str) -> dict[str, tuple[str, str]]:
    """Every folded term with the term as it is listed and its plain words; English for a language without a list."""
    listed = entries(lang if lang in LANGUAGES else "en")
    return {_key(form): (form, entry.plain) for entry in listed for form in entry.forms}


@cache
def _beginnings(lang: str) -> frozenset[str]:
    return frozenset(term.partition(" ")[0] for term in terms(lang))


@lru_cache(maxsize=50_000)
def _may_begin(written: str, lang: str) -> bool:
    """Whether a term may begin with this word: most words of a text are no more looked at."""
    return not _beginnings(lang).isdisjoint(_singulars(_key(written), lang))


def jargon(text: str, lang: str = "en") -> list[Jargon]:
    """Every term in `text`, in order, the longest where two begin alike; not where brackets explain it already."""
    words = list(WORD.finditer(text))
    known = terms(lang)
    found: list[Jargon] = []
    at = 0
    while at < len(words):
        if not _may_begin(words[at].group(), lang):
            at += 1
            continue
        count, hit = _longest(text, words[at : at + MAX_WORDS], known, lang)
        if hit is not None and not _is_explained(text, hit):
            found.append(hit)
        at += count
    return found


def _longest(
    text: str, words: list[re.Match[str]], known: dict[str, tuple[str, str]], lang: str
) -> tuple[int, Jargon | None]:
    near = 1
    while near < len(words) and NEAR.fullmatch(text, words[near - 1].end(), words[near].start()):
        near += 1
    for count in range(near, 0, -1):
        start, end = words[0].start(), words[count - 1].end()
        written = text[start:end]
        key = _key(written)
        form = next((form for form in _singulars(key, lang) if form in known), "")
        if form and not (known[form][0].isupper() and not written[:2].isupper()):
            term, plain = known[form]
            return count, Jargon(start, end, term, _as_written(plain, written, lang if key != form else ""))
    return 1, None


def _singulars(word: str, lang: str) -> tuple[str, ...]:
    if not word.endswith("s") or len(word) < 4:
        return (word,)
    if lang == "es":
        return (word, " ".join(map(_spanish_singular, word.split())))
    return (word, word[:-1], word[:-2], f"{word[:-3]}y", f"{word[:-2]}is")


def _key(written: str) -> str:
    return " ".join(WORD.findall(fold(written)))


def _is_explained(text: str, hit: Jargon) -> bool:
    before = text[max(0, hit.start - 1) : hit.start]
    return before == "(" or EXPLAINED.match(text, hit.end) is not None


def _as_written(plain: str, written: str, plural_lang: str) -> str:
    """The plain words with the capital of what they stand for, and in the plural where that is one."""
    said = _plural(plain, plural_lang) if plural_lang else plain
    return said[0].upper() + said[1:] if written[0].isupper() and not written[:2].isupper() else said


def _plural(plain: str, lang: str) -> str:
    words = plain.split()
    length = next((place for place, word in enumerate(words) if word in JOINTS[lang]), len(words))
    if length == 0 or (lang == "en" and (words[length - 1].endswith(("ing", "s")) or words[length - 1] in UNCOUNTED)):
        return plain
    if lang == "es":
        return " ".join([*map(_spanish_plural, words[:length]), *words[length:]])
    last = words[length - 1]
    plural = f"{last}es" if last.endswith(("ch", "sh", "x", "s")) else f"{last}s"
    return " ".join([*words[: length - 1], plural, *words[length:]])


def _spanish_plural(word: str) -> str:
    if word.endswith("s") or word in {"no", "muy", "mucho", "demasiado", "demasiada"}:
        return word
    if word.endswith(("ón", "én")):
        return f"{word[:-2]}{'o' if word.endswith('ón') else 'e'}nes"
    return f"{word}s" if word[-1] in "aeiouáéíóú" else f"{word.removesuffix('z')}{'ces' if word[-1] == 'z' else 'es'}"


def _spanish_singular(word: str) -> str:
    if word.endswith("ces"):
        return f"{word[:-3]}z"
    return word[:-2] if re.search(r"[nrldj]es$", word) else word.removesuffix("s")
