"""The words that become public, as one value: what the patient approves is exactly what is hashed here."""

import hashlib
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from. `retrieved` is a date, YYYY-MM or YYYY-MM-DD."""

    title: str
    publisher: str = ""
    url: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """What to expect, when to worry, what to do then, and by when."""

    expect: str
    worry: str
    do_now: str
    by_when: str

    @property
    def is_whole(self) -> bool:
        """True when none of the four parts is empty."""
        return all(part.strip() for part in (self.expect, self.worry, self.do_now, self.by_when))


@dataclass(frozen=True, slots=True)
class PublicWords:
    """Title, question, answer, safety-net and sources as they would be published."""

    title: str
    question: str
    answer: str
    safety_net: SafetyNet
    sources: tuple[Source, ...] = field(default_factory=tuple)

    def canonical(self) -> bytes:
        """Return the one byte string of these words: JSON, keys sorted, no spaces, UTF-8 (after RFC 8785)."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def sha256(self) -> str:
        """Return the SHA-256 of the canonical form, 64 hex characters; a changed comma changes it."""
        return hashlib.sha256(self.canonical()).hexdigest()


def words_from_json(text: str) -> PublicWords:
    """Read public words from their canonical form."""
    row = json.loads(text)
    sources = tuple(Source(**source) for source in row.pop("sources"))
    return PublicWords(safety_net=SafetyNet(**row.pop("safety_net")), sources=sources, **row)


def sources_from_json(text: str) -> tuple[Source, ...]:
    """Read sources from their stored JSON list; an empty text is no source."""
    return tuple(Source(**row) for row in json.loads(text)) if text else ()


def sources_to_json(sources: tuple[Source, ...]) -> str:
    """Write sources as a JSON list, for storage."""
    return json.dumps([asdict(source) for source in sources], ensure_ascii=False, sort_keys=True)
