"""What in a draft may point to a person, and what was put in its place. Pure: words and decisions in, words out.

A finding is OPEN until somebody decides. TAKEN and CHANGED ones have other words in the text; for these the words
that stood there are remembered place by place, so that a decision can be taken back.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from qa_portal.text.identifiers import Finder, Kind, Profile, Span, Tagger, find
from qa_portal.text.quasi import HINT, Quasi, find_quasi
from qa_portal.text.wording import PublicWords, SafetyNet

SOFT = "tells something together with other facts"
"""Why a quasi-identifier is a finding."""


Finders = Callable[[str, Profile | None, str], list[Span]]
"""What looks for identifiers: the rules, or the rules and a recogniser of names."""


class Choice(StrEnum):
    """What was decided on a finding."""

    OPEN = "open"
    TAKEN = "taken"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that may point to a person, however often it stands in the words.

    `words` are the ways it was written, `put` what stands in the text now, `suggestion` what accepting puts there.
    `must_go`: it is one of the patient's own identifiers, which nobody may keep. `certain`: the machine is sure.
    """

    id: str
    words: tuple[str, ...] = field(repr=False)
    type: str
    why: str
    suggestion: str
    must_go: bool
    certain: bool
    choice: Choice
    put: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """True while nobody has decided."""
        return self.choice is Choice.OPEN

    @property
    def is_replaced(self) -> bool:
        """True when other words stand in its place."""
        return self.choice in {Choice.TAKEN, Choice.CHANGED}


@dataclass(frozen=True, slots=True)
class Sight:
    """One place in one text where a finding was seen."""

    start: int
    end: int
    word: str = field(repr=False)
    type: str
    why: str
    suggestion: str
    must_go: bool
    certain: bool

    @property
    def is_unknown(self) -> bool:
        """True when nothing but its being in no word list speaks against it."""
        return self.why.startswith("unknown word")

    @property
    def key(self) -> str:
        """The form under which a decision on it is remembered."""
        return key_of(self.word)


@dataclass(slots=True)
class Replaced:
    """Words that stand for others: `places` has, for each part, what they stand for, in the order of the text."""

    put: str = field(repr=False)
    suggestion: str
    type: str
    why: str
    must_go: bool
    places: dict[str, list[str]] = field(repr=False)

    @property
    def is_taken(self) -> bool:
        """True when it is what was suggested."""
        return self.put == self.suggestion

    @property
    def words(self) -> tuple[str, ...]:
        """The ways it was written, each once."""
        return tuple(dict.fromkeys(word for part in self.places.values() for word in part if word != self.put))


def key_of(word: str) -> str:
    """Return the form under which a decision on a word is remembered."""
    return " ".join(word.casefold().split())


def id_of(kind: str, word: str) -> str:
    """Return the short name of a finding in a page: it tells nothing of the word."""
    return hashlib.sha256(f"{kind}:{key_of(word)}".encode()).hexdigest()[:10]


def parts_of(words: PublicWords) -> dict[str, str]:
    """Give each text of the public words by its name; the sources are not the patient's words."""
    net = words.safety_net
    return {
        "title": words.title,
        "question": words.question,
        "answer": words.answer,
        "expect": net.expect,
        "worry": net.worry,
        "do_now": net.do_now,
        "by_when": net.by_when,
    }


def rebuilt(words: PublicWords, texts: Mapping[str, str]) -> PublicWords:
    """Return the words with other texts, the sources as they were."""
    net = SafetyNet(texts["expect"], texts["worry"], texts["do_now"], texts["by_when"])
    return replace(words, title=texts["title"], question=texts["question"], answer=texts["answer"], safety_net=net)


def raw_sights(text: str, profile: Profile | None, lang: str, finder: Finders = find) -> list[Span | Quasi]:
    """Return everything in one text that may point to a person, in order; identifiers win over softer hints."""
    hard = finder(text, profile, lang)
    soft = [
        one
        for one in find_quasi(text, lang)
        if one.weight > HINT and all(one.end <= other.start or one.start >= other.end for other in hard)
    ]
    return sorted([*hard, *soft], key=lambda one: one.start)


def sights(
    texts: Mapping[str, str], profile: Profile | None, lang: str, tagger: Tagger, finder: Finders = find
) -> dict[str, list[Sight]]:
    """Return what was seen in each text. Tags go to what is sure first, so that their numbers have no gaps."""
    raw = {name: raw_sights(text, profile, lang, finder) for name, text in texts.items()}
    for name, seen in raw.items():
        for one in seen:
            if isinstance(one, Span) and one.certain:
                tagger.tag(one, texts[name][one.start : one.end])
    return {name: [_sight(one, texts[name], tagger) for one in seen] for name, seen in raw.items()}


def _sight(one: Span | Quasi, text: str, tagger: Tagger) -> Sight:
    clear = text[one.start : one.end]
    if isinstance(one, Quasi):
        return Sight(one.start, one.end, clear, str(one.kind), SOFT, one.suggestion, must_go=False, certain=False)
    # A name that is also a plain word (Will, May) is for the editor to tell.
    own = one.finder is Finder.PROFILE and one.certain
    tag = tagger.tag(one, clear)
    return Sight(one.start, one.end, clear, str(one.type), one.reason, tag, must_go=own, certain=one.certain)


def sights_to_json(seen: Mapping[str, list[Sight]]) -> dict[str, list[list[Any]]]:
    """Return what was seen, without the words themselves, which stand in the texts."""
    return {
        name: [[one.start, one.end, one.type, one.why, one.suggestion, one.must_go, one.certain] for one in found]
        for name, found in seen.items()
    }


def sights_from_json(rows: Mapping[str, list[list[Any]]], texts: Mapping[str, str]) -> dict[str, list[Sight]]:
    """Return what was seen in these texts; what lies beyond the end of a text, which did not open, is left out."""
    return {
        name: [
            Sight(start, end, text[start:end], *rest) for start, end, *rest in rows.get(name, []) if end <= len(text)
        ]
        for name, text in texts.items()
    }


def is_identifier(kind: str) -> bool:
    """Say whether it is one of the identifiers of the law, and not a softer hint."""
    return kind in set(Kind)
