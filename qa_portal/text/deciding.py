"""Decisions on findings, applied to the public words: accept the suggestion, put other words there, or restore."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from qa_portal.text.findings import (
    Choice,
    Finders,
    Finding,
    Replaced,
    Sight,
    id_of,
    is_identifier,
    key_of,
    parts_of,
    rebuilt,
    sights,
    sights_from_json,
    sights_to_json,
)
from qa_portal.text.identifiers import Profile, Tagger, find
from qa_portal.text.replacing import places_of, put_in
from qa_portal.text.wording import PublicWords

Place = tuple[int, int, Finding]
"""Where a finding stands in a text."""


class Refused(ValueError):
    """The decision cannot be taken: the finding is gone, must go, or no words were given."""


class Draft:
    """Public words with the decisions taken on them so far."""

    def __init__(
        self,
        words: PublicWords,
        lang: str,
        decisions: Mapping[str, Any],
        profile: Profile | None = None,
        finder: Finders = find,
    ) -> None:
        """Take words and what `as_json` kept with them.

        With a `profile` the words are looked through anew, by `finder` this first time, and decisions can be taken;
        without one, it is shown what was seen last.
        """
        self._whole, self._profile, self._lang = words, profile, lang
        self._texts = parts_of(words)
        self._replaced = {row["put"]: Replaced(**row) for row in decisions.get("replaced", [])}
        self._kept = set(decisions.get("kept", []))
        self._own: dict[str, list[list[Any]]] = decisions.get("own", {})
        if profile is None:
            self._seen = sights_from_json(decisions.get("seen", {}), self._texts)
        else:
            self._look(finder)

    @property
    def texts(self) -> dict[str, str]:
        """The texts as they are now, by the name of the part."""
        return dict(self._texts)

    @property
    def words(self) -> PublicWords:
        """The public words as they are now."""
        return rebuilt(self._whole, self._texts)

    def as_json(self) -> dict[str, Any]:
        """Return the decisions, and what was seen, for sealing."""
        rows = [asdict(one) for one in self._replaced.values()]
        return {"replaced": rows, "kept": sorted(self._kept), "seen": sights_to_json(self._seen), "own": self._own}

    def read_own(self, own: Mapping[str, str]) -> None:
        """Look through the patient's own texts, which never change, and keep what is seen with the decisions."""
        self._own = sights_to_json(sights(own, self._profile, self._lang, self._tagger()))

    @property
    def findings(self) -> list[Finding]:
        """Every finding once, in the order of the page."""
        found: dict[str, Finding] = {}
        for name in self._texts:
            for _start, _end, finding in self.shown(name):
                found.setdefault(finding.id, finding)
        return list(found.values())

    @property
    def undecided(self) -> int:
        """How many findings wait for a decision."""
        return sum(finding.is_open for finding in self.findings)

    def shown(self, part: str) -> list[Place]:
        """Return where findings stand in one part, in order and without overlaps."""
        text = self._texts[part]
        seen = [(sight.start, sight.end, self._of_sight(sight)) for sight in self._seen[part]]
        put = [
            (start, end, self._of_replaced(one))
            for one in self._replaced.values()
            if part in one.places
            for start, end in places_of(text, one.put)
        ]
        return _without_overlaps(seen, put)

    def shown_in(self, part: str, own: str) -> list[Place]:
        """Return where findings stand in one of the patient's own texts."""
        by_word = {key_of(word): self._of_replaced(one) for one in self._replaced.values() for word in one.words}
        seen = sights_from_json(self._own, {part: own})[part]
        return [(sight.start, sight.end, by_word.get(sight.key) or self._of_sight(sight)) for sight in seen]

    def take_certain(self) -> None:
        """Put the tag in place of what is surely an identifier, and of unknown words that are one elsewhere."""
        sure = {sight.word for found in self._seen.values() for sight in found if sight.certain}
        for name, found in self._seen.items():
            self._put(name, [one for one in found if one.certain or (one.is_unknown and one.word in sure)])
        self._look()

    def decide(self, finding_id: str, choice: Choice, put: str = "") -> None:
        """Take one decision, wherever the finding stands.

        Raises: Refused (it is gone, it must go, or it is to be changed to nothing).
        """
        finding = next((one for one in self.findings if one.id == finding_id), None)
        if finding is None:
            raise Refused("gone")
        if choice is Choice.KEPT and finding.must_go:
            raise Refused("must_go")
        if choice is Choice.CHANGED and not put.strip():
            raise Refused("empty")
        if finding.is_replaced:
            self._decide_again(self._replaced[finding.put], choice, put.strip())
        else:
            self._decide_first(finding, choice, put.strip())
        self._look()

    def take_softer(self) -> int:
        """Accept the suggestion for every open finding that is no identifier; return how many."""
        chosen = [one for one in self.findings if one.is_open and not is_identifier(one.type)]
        for finding in chosen:
            if any(one.id == finding.id and one.is_open for one in self.findings):
                self.decide(finding.id, Choice.TAKEN)
        return len(chosen)

    def _decide_first(self, finding: Finding, choice: Choice, put: str) -> None:
        keys = {key_of(word) for word in finding.words}
        if choice is Choice.KEPT:
            self._kept |= keys
            return
        self._kept -= keys
        for name in self._texts:
            chosen = [sight for sight in self._seen[name] if sight.key in keys and sight.type == finding.type]
            self._put(name, chosen, put if choice is Choice.CHANGED else None)

    def _decide_again(self, one: Replaced, choice: Choice, put: str) -> None:
        del self._replaced[one.put]
        for name, words in one.places.items():
            text = self._texts[name]
            places = list(zip(places_of(text, one.put), words, strict=False))
            if choice is Choice.KEPT:
                self._texts[name] = put_in(text, [(start, end, word) for (start, end), word in places])
            else:
                new = one.suggestion if choice is Choice.TAKEN else put
                seen = [
                    Sight(start, end, word, one.type, one.why, one.suggestion, one.must_go, certain=True)
                    for (start, end), word in places
                ]
                self._put(name, seen, new)
        if choice is Choice.KEPT:
            self._kept |= {key_of(word) for word in one.words}

    def _put(self, part: str, chosen: list[Sight], put: str | None = None) -> None:
        """Put words in place of what was seen, and remember what stood there, in the order of the text."""
        text = self._texts[part]
        new = [(sight, put if put is not None else sight.suggestion) for sight in chosen]
        for words in {words for _sight, words in new}:
            standing = {start: text[start:end] for start, end in places_of(text, words)}
            one = self._replaced.get(words)
            if one is not None:
                standing |= dict(zip(standing, one.places.get(part, []), strict=False))
            standing |= {sight.start: sight.word for sight, own in new if own == words}
            first = next(sight for sight, own in new if own == words)
            one = one or Replaced(words, first.suggestion, first.type, first.why, first.must_go, {})
            one.must_go = one.must_go or any(sight.must_go for sight, own in new if own == words)
            one.places[part] = [standing[start] for start in sorted(standing)]
            self._replaced[words] = one
        self._texts[part] = put_in(text, [(sight.start, sight.end, words) for sight, words in new])

    def _look(self, finder: Finders = find) -> None:
        """Look through the texts anew; what was put in and is gone again is forgotten."""
        for put, one in list(self._replaced.items()):
            one.places = {
                name: words for name, words in one.places.items() if next(places_of(self._texts[name], put), None)
            }
            if not one.words or not one.places:
                del self._replaced[put]
        seen = sights(self._texts, self._profile, self._lang, self._tagger(), finder)
        self._seen = {name: self._not_ours(name, found) for name, found in seen.items()}

    def _not_ours(self, part: str, seen: list[Sight]) -> list[Sight]:
        """Leave out what only a suggestion says ("in their thirties"); what somebody typed is looked at."""
        text = self._texts[part]
        ours = [place for one in self._replaced.values() if one.is_taken for place in places_of(text, one.put)]
        return [
            sight
            for sight in seen
            if sight.certain or not any(start <= sight.start and sight.end <= end for start, end in ours)
        ]

    def _tagger(self) -> Tagger:
        tagger = Tagger(self._lang)
        for one in self._replaced.values():
            for word in one.words:
                tagger.recall(word, one.put)
        return tagger

    def _of_sight(self, sight: Sight) -> Finding:
        kept = sight.key in self._kept and not sight.must_go
        return Finding(
            id_of(sight.type, sight.word),
            (sight.word,),
            sight.type,
            sight.why,
            sight.suggestion,
            sight.must_go,
            sight.certain,
            Choice.KEPT if kept else Choice.OPEN,
        )

    @staticmethod
    def _of_replaced(one: Replaced) -> Finding:
        choice = Choice.TAKEN if one.is_taken else Choice.CHANGED
        return Finding(
            id_of("put", one.put), one.words, one.type, one.why, one.suggestion, one.must_go, True, choice, one.put
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """Words that stand for others in public words, and what they stand for."""

    put: str
    type: str
    words: tuple[str, ...] = field(repr=False)


def explained(words: PublicWords, decisions: Mapping[str, Any]) -> list[Explained]:
    """Return what stands for what in public words, in the order in which it is read."""
    text = "\n".join(parts_of(words).values())
    rows = [Replaced(**row) for row in decisions.get("replaced", [])]
    first = {one.put: next(places_of(text, one.put), None) for one in rows}
    standing = [(place, one) for one in rows if (place := first[one.put]) is not None]
    return [Explained(one.put, one.type, one.words) for _place, one in sorted(standing, key=lambda row: row[0])]


def _without_overlaps(first: list[Place], then: list[Place]) -> list[Place]:
    kept = list(first)
    for start, end, finding in sorted(then, key=lambda place: (place[0], -place[1])):
        if all(end <= low or start >= high for low, high, _finding in kept):
            kept.append((start, end, finding))
    return sorted(kept, key=lambda place: place[0])
