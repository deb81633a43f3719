"""What a clause does to its words: they are asked about, denied, long past, somebody else's, or cleared already."""

import re
from collections.abc import Iterator

DENIED = 0.35
CLEARED = -0.5
"""What was looked at and found well speaks against its queue."""
FAMILY = 0.35
PAST = 0.5
ASKED = 1.15
"""The sentence with the question in it."""

CLAUSE_END = re.compile(
    r",\s+(?:but|and i|and now|so|pero|y ahora|y me|asi que)\b|\s(?:but|pero|sino|although|aunque|yet)\s|[;:]"
)
DENIAL = re.compile(
    r"\b(?:no|without|denies|dont have|do not have|havent had|have not had|doesnt have|does not have|didnt have|"
    r"never had|isnt|is not|not from|not the|not my|not a|not an|nor|neither|sin|no tengo|no tiene|no hay|nada de|ni|"
    r"no he tenido|nunca he tenido|nunca tuve|no es|no era|no por)\s+(?:any\s+|ningun[ao]?\s+|el\s+|la\s+)?"
)
DENIAL_REACHES = 4
"""So many words after a denial are denied, as far as the next comma."""
DENIAL_END = re.compile(r"[,.()]|\b(?:but|pero|and|y|because|porque|when|cuando|if|si|only|just|solo)\b")
WELL = re.compile(
    r"(?<!not )(?<!isnt )(?<!no es )(?<!never )\b(?:normal(?:es)?|(?:is|was|are|were|looks?|looked|came back|"
    r"all|both|completely|perfectly) "
    r"(?:fine|clear|ok|okay|good|clean|negative|perfect|healthy)|(?:found|find|shows?|showed|saw) nothing|"
    r"nothing (?:wrong|there|abnormal|serious)|"
    r"ruled out|rule out|all clear|nothing to do with|isnt (?:my|the|from)|is not (?:my|the|from)|not (?:my|the|"
    r"from my|cardiac)|"
    r"no (?:problem|sign|trace|evidence|issue|blockage|cavit|infection|break|fracture)s?|"
    r"(?:salio|salieron|sale|esta|estan|estaba|todo|dio) (?:todo )?(?:bien|limpi[oa]s?|perfect[oa]s?|"
    r"negativ[oa]s?|san[oa]s?)|"
    r"(?:no|nada) (?:encontr\w+|vieron|ven|vio|ve|hallaron|sale|salio)|no tengo nada|no tiene nada|no hay nada|"
    r"nada (?:malo|raro)|descart\w+|"
    r"no es (?:de|del|la|el|por)|no era (?:de|del|la|el)|no viene de)\b"
)
LOOKED = re.compile(
    r"\b(?:\w+(?:ologists?|ologo|ologa|iatrists?|iatra|opath|opaedic\w*|opedic\w*)|doctors?|doc|dr|gp|er|ed|"
    r"hospital|surgeon|dentists?|"
    r"dentista|physio\w*|optician|specialists?|ent|ortho\w*|orl|otorrino|cardio|gastro|derma|neuro|medic[oa]s?|"
    r"urgencias|especialista|"
    r"internista|tests?|tested|scans?|x ?-?rays?|ecg|ekg|echo|mri|ct|ultrasound|bloods?|blood work|labs?|swabs?|"
    r"biops\w+|results?|"
    r"checked|examined|exam|\w*scop(?:y|ia)|holter|analisis|pruebas?|examen(?:es)?|estudios?|placas?|"
    r"radiografias?|resonancia|tac|ecografia|"
    r"eco|electro\w*|resultados?|revis\w+|dijo|dice|dijeron|dicen|says?|said|told|swears?|tells?|insists?)\b"
)
NORMAL_ASKED = re.compile(r"\b(?:is (?:it|this|that) normal|normal to|normal for|es normal|sera normal|normal que)\b")
RELATIVE = (
    r"(?:mother|father|mum|mom|dad|sister|brother|aunt|uncle|gran\w*|nan|cousins?|parents?|madre|padre|mama|"
    r"papa|herman[oa]s?|"
    r"abuel[oa]s?|ti[oa]s?|prim[oa]s?|side of the family)"
)
KIN = re.compile(
    rf"\b(?:runs? in (?:the|my|our) family|family history|in my family|en mi familia|en la familia|"
    rf"antecedentes familiares|"
    rf"{RELATIVE}s? (?:also |both |once |tambien )?(?:had|died|lost|got|was diagnosed|has|have|tuvo|murio|"
    rf"fallecio|tenia|tuvieron|tiene|padece))\b"
)
LONG_AGO = re.compile(
    r"\b(?:\w+ years (?:ago|back)|years ago|decades ago|as a (?:child|kid|teenager)|when i was (?:little|young|"
    r"a|in|\d+)|in (?:19|20)\d\d|used to have|"
    r"history of|hace (?:\w+ )?anios|de (?:nino|nina|chico|chica|joven)|cuando era|antecedentes? de|en (?:19|"
    r"20)\d\d)\b"
)
QUESTION = re.compile(
    r"[?\u00bf]|\b(?:should i|can i|could (?:i|it|this)|do i|what (?:can|should|could|is|do)|which|who (?:do|"
    r"should)|is it|debo|puedo|deberia|"
    r"que (?:hago|puedo|sera|debo)|sera que|a quien|con quien)\b"
)


def spans(sentence: str) -> Iterator[tuple[str, float]]:
    """Yield the pieces of a plain sentence in order, each with what its words count."""
    asked = ASKED if QUESTION.search(sentence) else 1.0
    for clause in _clauses(sentence):
        share = _share_of(clause)
        if share is not None:
            yield clause, share
            continue
        cleared = _cleared_from(clause)
        for piece, denied in _denied(clause[:cleared]):
            yield piece, DENIED if denied else asked
        yield clause[cleared:], CLEARED


def _clauses(sentence: str) -> Iterator[str]:
    begun = 0
    for found in CLAUSE_END.finditer(sentence):
        yield sentence[begun : found.start()]
        begun = found.start()
    yield sentence[begun:]


def _cleared_from(clause: str) -> int:
    """Where a clause begins to tell what was looked at and found well; its end when it does not."""
    well, looked = WELL.search(clause), LOOKED.search(clause)
    if well is None or looked is None or NORMAL_ASKED.search(clause):
        return len(clause)
    return min(well.start(), looked.start())


def _share_of(clause: str) -> float | None:
    if KIN.search(clause):
        return FAMILY
    if LONG_AGO.search(clause):
        return PAST
    return None


def _denied(clause: str) -> Iterator[tuple[str, bool]]:
    begun = 0
    for found in DENIAL.finditer(clause):
        if found.start() < begun:
            continue
        yield clause[begun : found.start()], False
        end = DENIAL_END.search(clause, found.end())
        words = list(re.finditer(r"\S+", clause[found.end() : end.start() if end else len(clause)]))
        reach = found.end() + (words[min(len(words), DENIAL_REACHES) - 1].end() if words else 0)
        yield clause[found.start() : reach], True
        begun = reach
    yield clause[begun:], False
