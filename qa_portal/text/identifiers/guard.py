"""What must stay: diseases, signs and drugs that carry a person's name."""

import re

from qa_portal.text.identifiers.lexicon import is_clinical, is_shared_eponym, is_stop, written
from qa_portal.text.identifiers.reading import Reading, Word

HEADS = frozenset(
    "disease diseases syndrome syndromes disorder disorders sign signs test tests score "
    "scores scale palsy phenomenon "
    "phenomena lymphoma sarcoma tumor tumors tumour cancer cancers anemia dystrophy chorea "
    "ataxia thyroiditis arthritis "
    "contracture fracture procedure operation repair maneuver manoeuvre reflex node nodes "
    "nodule cyst cysts esophagus "
    "oesophagus virus bacteria fever rash reaction criteria classification index stage staging grade grading method "
    "technique position law body bodies cell cells tube catheter drain graft valve gland duct canal tendinitis "
    "mutation gene antibody antibodies deficiency malformation anomaly hernia ulcer stent shunt line mask "
    "exercise exercises diet vaccine vaccines encephalopathy dementia aphasia nephropathy neuropathy spots aneurysm "
    "enfermedad sindrome signo prueba escala linfoma tiroiditis maniobra dieta vacuna inhaler insulin pump "
    "tablet tablets pill pills cream ointment injection injections shot shots spray drops "
    "capsule capsules mg mcg trial "
    "protocol regimen surgery smear scan study disese diease syndrom desease deficit complex "
    "triad gait lesion lesions".split()
)
HAVING = frozenset("had has have having with of got tengo tiene tenia con de".split())
LEADS = frozenset("enfermedad sindrome mal signo prueba escala tiroiditis linfoma maniobra alzheimer parkinson".split())
OF = frozenset("de del la el".split())
REACH = 3
"""A head word stands at most so many words after the name."""


def is_guarded(reading: Reading, index: int) -> bool:
    """Whether the word at `index` is a clinical name here, so that only a cue or the profile may remove it."""
    words = reading.words
    word = words[index]
    if is_clinical(word.fold) or _has_dose(reading, index):
        return True
    if has_head(reading, index):
        return True
    if index and not word.first and _is_led(words, index):
        return True
    if not is_shared_eponym(word.fold):
        return False
    before = words[max(0, index - 2) : index]
    if (
        before
        and not word.first
        and (before[-1].fold in HAVING or (word.near and before[-1].fold in written("eponyms")))
    ):
        return True
    following = words[index + 1] if index + 1 < len(words) else None
    possessive = reading.text[word.end : word.end + 2].lower() in {"'s", "’s"}
    if following is not None and following.near and is_clinical(following.fold) and not following.first:
        return True
    paired = (
        following is not None
        and following.gap == "-"
        and (is_clinical(following.fold) or is_shared_eponym(following.fold))
    )
    return possessive or paired or (bool(before) and word.gap == "-" and is_clinical(before[-1].fold))


def _is_led(words: list[Word], index: int) -> bool:
    """Whether "enfermedad" or the like stands before the word, with "de" between or without."""
    before = words[index - 1].fold
    return before in LEADS or (before in OF and index > 1 and words[index - 2].fold in LEADS)


DOSE = re.compile(
    r"[ \u00a0]{1,2}\d{1,5}(?:[.,]\d{1,3})?(?:\s?[/\-]\s?\d{1,4})?\s?"
    r"(?:mg|mcg|ug|µg|ml|iu|ui|units?|meq|gr?|%)(?![^\W\d_])",
    re.IGNORECASE,
)


def _has_dose(reading: Reading, index: int) -> bool:
    """Whether a dose follows the word at `index`: "zorvitalin 50 mg"."""
    end = reading.words[index].end
    return reading.text[end + 1 : end + 2].isdigit() and DOSE.match(reading.text, end) is not None


def has_head(reading: Reading, index: int) -> bool:
    """Whether a word of illness or its tests follows the word at `index`."""
    for place, word in enumerate(reading.words[index + 1 : index + 1 + REACH]):
        if word.gap.strip(" -'’sS/") or word.first:
            return False
        if word.fold in HEADS:
            return True
        if is_stop(word.fold):
            return False
        if place and not word.cap:
            return False
    return False
