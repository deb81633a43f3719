"""What a draft's words and ticks show together: looked for once, and kept sealed with the words it was found in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from qa_portal.clinic import flag_rules
from qa_portal.text.flags import Flags, Level, Span, find, signs

KEPT = "found"
"""Where it stands in the draft."""


def look(session: Session, payload: Mapping[str, Any]) -> Flags:
    """Return what the ticked signs and the text show together; text never lowers what was ticked."""
    ticked = signs.of_answers(payload.get("signs", ()))
    written = find(text_of(payload), pack=flag_rules.pack_of(session))
    return Flags(
        level=Level.highest(ticked.level, written.level),
        categories=tuple(dict.fromkeys((*ticked.categories, *written.categories))),
        rules=tuple(dict.fromkeys((*ticked.rules, *written.rules))),
        spans=written.spans,
        pack_version=written.pack_version,
    )


def look_once(session: Session, payload: Mapping[str, Any]) -> Flags:
    """Return what is kept with a draft; other words, ticks or rules than those of then are looked at anew."""
    kept = payload.get(KEPT, {})
    if kept.get("of") != _stamp(session, payload):
        return look(session, payload)
    return Flags(
        level=Level(kept["level"]),
        categories=tuple(kept["categories"]),
        rules=tuple(kept["rules"]),
        spans=tuple(Span(**span) for span in kept["spans"]),
        pack_version=kept["pack_version"],
    )


def with_found(session: Session, payload: Mapping[str, Any], flags: Flags) -> dict[str, Any]:
    """Return a draft's contents with what was found in them, to be sealed together."""
    return {**payload, KEPT: {**asdict(flags), "of": _stamp(session, payload)}}


def found_for_staff(payload: Mapping[str, Any], flags: Flags, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands with a question for staff: what was found now, and what was found before a change."""
    now = {
        "ticked": payload.get("signs", []),
        "categories": flags.categories,
        "rules": flags.rules,
        "words": _matched_words(payload, flags),
    }
    kept = {name: list(dict.fromkeys([*before.get(name, ()), *found])) for name, found in now.items()}
    return {**kept, "pack": flags.pack_version}


def text_of(payload: Mapping[str, Any]) -> str:
    """Return all a patient wrote in a draft."""
    return f"{payload.get('subject', '')}\n{payload.get('body', '')}"


def _matched_words(payload: Mapping[str, Any], flags: Flags) -> list[str]:
    text = text_of(payload)
    return list(dict.fromkeys(text[span.start : span.end].strip() for span in flags.spans))


def _stamp(session: Session, payload: Mapping[str, Any]) -> str:
    told = json.dumps([flag_rules.edition(session), text_of(payload), list(payload.get("signs", ()))])
    return hashlib.sha256(told.encode()).hexdigest()
