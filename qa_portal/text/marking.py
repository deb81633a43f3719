"""Which words of a draft still need a decision. Pure: words, a profile and decisions in; marks out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from qa_portal.text.identifiers import Finder, Profile, Span, Tagger, find
from qa_portal.text.identifiers import replace as put_tags
from qa_portal.text.wording import PublicWords, SafetyNet


@dataclass(frozen=True, slots=True)
class Mark:
    """A word (or a few) that may point to a person. One of the patient's own identifiers cannot be kept."""

    word: str = field(repr=False)
    type: str
    why: str
    must_go: bool


def key_of(word: str) -> str:
    """Return the form under which a decision on a word is remembered."""
    return " ".join(word.casefold().split())


def parts(words: PublicWords) -> Iterator[tuple[str, str]]:
    """Give each text of the public words with its name; the sources are not the patient's words."""
    net = words.safety_net
    yield "title", words.title
    yield "question", words.question
    yield "answer", words.answer
    yield "expect", net.expect
    yield "worry", net.worry
    yield "do_now", net.do_now
    yield "by_when", net.by_when


def rebuilt(words: PublicWords, texts: dict[str, str]) -> PublicWords:
    """Return the words with other texts, the sources as they were."""
    net = SafetyNet(texts["expect"], texts["worry"], texts["do_now"], texts["by_when"])
    return replace(words, title=texts["title"], question=texts["question"], answer=texts["answer"], safety_net=net)


def open_marks(words: PublicWords, profile: Profile, lang: str, kept: Iterable[str]) -> list[Mark]:
    """Return what still needs a decision, each word once, in the order of the page."""
    decided = set(kept)
    found: dict[str, Mark] = {}
    for _name, text in parts(words):
        for span in find(text, profile, lang):
            word = text[span.start : span.end]
            # A name that is also a plain word (Will, May) is for the editor to tell.
            own = span.finder is Finder.PROFILE and span.certain
            if own or key_of(word) not in decided:
                found.setdefault(key_of(word), Mark(word, str(span.type), span.reason, own))
    return list(found.values())


def cleared(words: PublicWords, profile: Profile, lang: str, remove: Iterable[str] = ()) -> PublicWords:
    """Return the words with a tag in place of every certain identifier, and of what an editor chose to remove.

    The same person has the same tag in title, question and answer.
    """
    wanted = set(remove)
    tagger = Tagger(lang)
    texts = {name: put_tags(text, _to_go(text, profile, lang, wanted), tagger) for name, text in parts(words)}
    return rebuilt(words, texts)


def removed_only(words: PublicWords, profile: Profile, lang: str, remove: Iterable[str]) -> PublicWords:
    """Return the words with a tag only where an editor chose to remove one; nothing else is touched."""
    wanted = set(remove)
    tagger = Tagger(lang)
    texts = {}
    for name, text in parts(words):
        spans = [span for span in _to_go(text, profile, lang, wanted) if key_of(text[span.start : span.end]) in wanted]
        texts[name] = put_tags(text, spans, tagger)
    return rebuilt(words, texts)


def _to_go(text: str, profile: Profile, lang: str, wanted: set[str]) -> list[Span]:
    spans = find(text, profile, lang)
    return [replace(span, certain=True) if key_of(text[span.start : span.end]) in wanted else span for span in spans]


def as_json(marks: list[Mark], kept: Iterable[str]) -> dict[str, Any]:
    """Return marks and decisions for sealing."""
    rows = [{"word": mark.word, "type": mark.type, "why": mark.why, "must_go": mark.must_go} for mark in marks]
    return {"open": rows, "kept": sorted(set(kept))}
