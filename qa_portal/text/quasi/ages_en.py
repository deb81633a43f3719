"""Ages below ninety in English, and words for them that many people share."""

import re
from collections.abc import Iterator

from qa_portal.text.quasi import bands
from qa_portal.text.quasi.bands import OLDEST, Stage
from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.numerals import FIGURE, value
from qa_portal.text.quasi.scanning import NUMBER_LEAD, Rule, Scanned
from qa_portal.text.quasi.subjects import of_words, possessive

KIN = (
    "mother|mom|mum|mommy|father|dad|daddy|son|daughter|wife|husband|hubby|sister|brother|partner|boyfriend|"
    "girlfriend|"
    "fiance|fiancee|grandmother|grandma|granny|grandfather|grandpa|grandson|granddaughter|grandchild|aunt|uncle|"
    "niece|nephew|"
    "cousin|friend|neighbou?r|stepson|stepdaughter|stepmother|stepfather|bf|gf|mother[- ]in[- ]law|father[- ]in[- "
    "]law|"
    "sister[- ]in[- ]law|brother[- ]in[- ]law"
)
YOUNG = "child|kid|baby|toddler|infant|newborn"
SEXES = (
    "(?:fe)?male (?:smoker|patient|nonsmoker|non-smoker)|female|male|woman|man|lady|guy|gentleman|boy|girl|"
    "patient|person|adult|teenager"
)
DROPPED = (
    "white|black|african[- ]american|caucasian|asian|hispanic|latina|latino|indian|married|single|old|young|little|baby"
)
KEPT = (
    "very|otherwise|generally|healthy|obese|overweight|active|fit|thin|slim|skinny|diabetic|pregnant|nonsmoking|"
    "non-smoking|"
    "athletic|frail|postmenopausal|post-menopausal|menopausal|autistic|disabled|hypertensive|smoker|"
    "non-smoker|"
    "sexually active"
)
THINGS = (
    "injury|scars?|surgery|wound|fracture|problem|prescription|house|car|tattoo|break|tear|bottle|medication|"
    "medicine|issue|"
    "condition|implant|stent|replacement|crown|filling|root|habit|graft|burn|sprain|cat|dog|puppy|kitten|horse|"
    "study|device|"
    "pacemaker|iud|report|scan|x-ray|mri|infection|pain|stitches|transplant|building|home|phone|computer|mattress"
)
UNIT = r"(?P<unit>years?'?s?|yrs?\.?|y\.?|months?|mos?|mths?|weeks?|wks?|days?)"
OLD = (
    rf"(?:[\s-]{{0,3}}{UNIT}[\s.-]{{0,2}}(?P<old>olds?|of\sage|young|ols|odl)|[\s-]?(?P<yo>y\s?/\s?o|y\.\s?o\.?|"
    rf"yo|yrs?\s?/\s?o|yr\s?o)s?)\b"
)
ADJECTIVES = rf"(?P<adj>(?:[\s,]{{1,2}}(?:{DROPPED}|{KEPT}|and)\b){{0,4}})"
NOUN = rf"(?:{ADJECTIVES}[\s,-]{{1,2}}(?P<noun>{KIN}|{YOUNG}|{SEXES}|m|f)\b(?!\s(?:pattern|doctor|nurse)))?"
PHRASE = re.compile(
    rf"(?:(?P<det>an?|the|my|our|his|her|their|this|"
    rf"another)\s{{1,2}})?(?P<n>{FIGURE}){OLD}(?![\s-](?:{THINGS})\b){NOUN}(?!\w)"
)
GOES_ON = (
    r"(?=\s?(?:[.,;:)!?\n&/]|$|-\s)|\s(?:and|but|with|now|so|who|male|female|in|just|have|has|had|on|married|"
    r"single|when|if|at|"
    r"this|living|healthy|no|not|next|almost|currently|because|since|i|my|he|she|never|white|black|from|going|today|"
    r"whose|which|that|also|very|been|as|for|to|the|weigh|weighs|suffering|diagnosed|or)\b(?!\s(?:times|mg|weeks|"
    r"days)))"
)
HEDGE = (
    r"(?:\s(?:only|now|just|about|almost|nearly|already|currently|around|actually|a|approximately|over|still|"
    r"turning))?"
)
SUBJECT = (
    rf"(?:i\s?(?:am|was|'m|m)|i'm|im|(?:s?he|who)\s(?:is|was|will\sbe)|s?he'll\sbe|i'll\sbe|i\swill\sbe|s?he's|"
    rf"s?hes|(?:{KIN}|{YOUNG}|{SEXES})\s(?:is|was))"
)
IS = re.compile(
    rf"{SUBJECT}{HEDGE}\s{{1,2}}(?P<q>(?P<n>{FIGURE})(?:\s?(?P<unit>years|yrs?|y|months|"
    rf"weeks))?){GOES_ON}"
)
AGE_IS = re.compile(
    rf"(?P<q>(?P<who>my|his|her)\sage\sis{HEDGE}\s(?P<n>{FIGURE})(?:\s?(?P<unit>years|yrs?|"
    rf"months)(?:\sold)?)?){GOES_ON}"
)
YEAR_NOUN = re.compile(
    rf"(?P<det>an?|the|my|our|his|her)\s(?P<n>{FIGURE})[\s-](?P<unit>years?|yrs?)(?P<adj>)\s(?:years?\sold\s)?"
    rf"(?P<noun>{KIN}|male|female)\b"
)
LABEL = re.compile(
    rf"(?P<q>(?P<cue>(?:at|by|from|since|until|till|around|about)\s(?:the\s|an?\s)?(?:early\s|"
    rf"young\s)?ages?(?:\sof)?|ages?(?:\sof)?|aged|"
    rf"age\s?[:=-])\s{{0,2}}(?P<n>{FIGURE})(?:\s?(?P<unit>years|yrs?|y|months|weeks)(?:\sold)?)?)"
    rf"(?!\s?(?:\+|-|–|(?:and|or)\s(?:over|older|up|above|under|younger)|to\s\d|and\s\d|%|mg|times))\b"
)
CODE = re.compile(
    r"(?P<det>an?\s)?(?P<n>\d{1,2})\s?(?P<sep>/\s?|,\s?|\s?)(?P<sex>m|f|male|female)\b(?!\s?[\d/°']|\s(?:bra|"
    r"cup|pattern|degrees))"
)
CODE_FIRST = re.compile(
    r"(?P<det>an?\s)?(?P<sex>m|f|male|female)(?P<sep>\s?/\s?|\s?,\s?|\s?)(?P<n>\d{1,2})(?![\d.]|\s?(?:mg|%|/|"
    r"weeks|days|'|times|of))\b"
)
BESIDE = re.compile(
    rf"(?:{KIN}|{YOUNG}|i|me|myself)\s?(?:,\s?|\s?\(\s?)(?:age\s|aged\s)?(?P<q>(?P<n>{FIGURE})(?:\s?(?:yrs?|years|"
    rf"y))?)(?=\s?[),]|\s(?:and|has|is|was)\b)"
)
EVENT_AT = re.compile(
    rf"(?:diagnosed|died|passed\saway|started|began|stopped|menopause|onset|quit|happened|hysterectomy|periods?|"
    rf"married|pregnant)\s(?P<q>(?:back\s)?at\s(?P<n>{FIGURE})(?:\s?(?P<unit>years|yrs))?)"
    r"(?=\s?[.,;)!?\n]|$|\s(?:and|with|of|from|but|years|after|because|due)\b)"
)
TURNED = re.compile(
    rf"(?P<q>(?:(?:has|have|had)\s)?(?:just\s|recently\s|only\s)?(?P<verb>turned|"
    rf"turning)\s(?P<n>{FIGURE}))(?=\s?[.,;:)!?\n-]|$|\s(?:in|this|last|and|i|he|she|but|so|a|two|three|on|years)\b)"
)
MANY = re.compile(
    rf"(?P<q>(?:who\sare\s|that\sare\s)?(?:ages|aged|age|are)\s{FIGURE}(?:\s?(?:months|years|"
    rf"yrs))?(?:,\s?{FIGURE}){{0,6}}\s?(?:,\s?)?(?:and|&)\s?{FIGURE})(?!\s?(?:%|mg|times|over|older))\b"
)
CHILDREN = re.compile(r"\b(?:kids|children|sons|daughters|boys|girls|grandchildren|grandkids|they|brothers|sisters)\s$")
GENERAL = frozenset(
    "women men people adults children everyone you patients anyone girls boys screening recommended".split()
)


def _years(match: re.Match[str]) -> int | None:
    number = value(match["n"])
    years = bands.years_of(number, (match.groupdict().get("unit") or "years"))
    return years if years <= OLDEST and number > 0 else None


def _article(words: str) -> str:
    return "an" if words[:1] in "aeio" and words[:1] else "a"


def _of_noun(noun: str) -> str:
    if noun in {"patient", "person", "adult", "partner", "child", "friend", "cousin"}:
        return "their"
    return of_words([noun.split("-")[0].split()[0]])


def _phrase(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None:
        return None
    noun = {"m": "man", "f": "woman"}.get(match["noun"] or "", match["noun"])
    if noun:
        return _with_noun(match, scanned, years, noun)
    return _without_noun(match, scanned, years)


def _with_noun(match: re.Match[str], scanned: Scanned, years: int, noun: str) -> str:
    kept = " ".join(word for word in re.findall(r"[\w-]+", match["adj"] or "") if word not in DROPPED.split("|"))
    kept = re.sub(r"^and\s|\sand$|^and$", "", kept)
    det = match["det"] or ("a" if _IS_NOW.search(scanned.before(match.start())) else "")
    stage = bands.stage(years)
    if stage is Stage.ADULT:
        people = re.fullmatch(SEXES, noun) is not None
        mine = "my" if people and _speaks(scanned, match.start()) else _of_noun(noun)
        age = bands.band(years, mine)
        said = f"{kept} {noun}".strip()
        if det in {"a", "an", "another", ""}:
            return _with_article(det, f"{said} {age}")
        return f"{det} {said} ({age})"
    if re.fullmatch(YOUNG, noun) or stage.adjective == noun:
        named = stage.noun if noun in {"child", "kid"} else noun
    else:
        named = f"{stage.adjective} {noun}"
    return _with_article(det, f"{kept} {named}".strip())


def _with_article(det: str, said: str) -> str:
    if det in {"a", "an"}:
        return f"{_article(said)} {said}"
    return f"{det} {said}".strip()


def _without_noun(match: re.Match[str], scanned: Scanned, years: int) -> str:
    stage = bands.stage(years)
    det = match["det"] or ""
    if (match.groupdict().get("old") or "").endswith("ds"):
        return {Stage.ADULT: f"people {bands.band(max(years, 18), 'their')}", Stage.BABY: "babies"}.get(
            stage, f"{stage.noun.replace('child', '')}".rstrip() + (" children" if "child" in stage.noun else "s")
        )
    if det and stage is Stage.ADULT:
        mine = "my" if det in {"a", "an"} and _speaks(scanned, match.start()) else "their"
        return "an adult " + bands.band(years, mine) if det in {"a", "an"} else f"{det} grown-up child"
    if det:
        return _with_article(det, stage.noun)
    return _told(scanned, match.start(), years)


def _told(scanned: Scanned, place: int, years: int) -> str:
    stage = bands.stage(years)
    return bands.band(years, possessive(scanned, place)) if stage is Stage.ADULT else stage.predicate


_IS_NOW = re.compile(r"(?:\b(?:am|im|is|was)|'m|'s)\s$")
_SPEAKS = re.compile(
    r"(?:\bi\s?(?:am|'m|was|m)|\bim|\bi'm|\bas|^\s*i\s?\(|\bme,?|\bmyself,?)\s(?:also\s|just\s|only\s|just\s)?$|"
    r"\bi\s?\($"
)


def _speaks(scanned: Scanned, place: int) -> bool:
    return _SPEAKS.search(scanned.before(place)) is not None


def _is(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None or match["n"] == "one" or _is_general(scanned, match.start()):
        return None
    return _told(scanned, match.start("n"), years)


def _is_general(scanned: Scanned, place: int) -> bool:
    return not GENERAL.isdisjoint(re.findall(r"\w+", scanned.before(place)))


def _label(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None or _is_general(scanned, match.start()):
        return None
    stage, cue = bands.stage(years), match["cue"].split()[0].rstrip(":=-")
    mine = possessive(scanned, match.start())
    when = bands.band(years, mine) if stage is Stage.ADULT else stage.when(mine)
    if ":" in match["cue"] or "=" in match["cue"]:
        return f"age: {when.split()[-1] if stage is Stage.ADULT else stage.noun}"
    if cue in {"at", "around", "about"}:
        return when
    if cue in {"by", "from", "since", "until", "till"}:
        return f"{cue} {when.removeprefix('in ')}"
    return (
        when
        if stage is Stage.ADULT
        else {Stage.BABY: "a few months old", Stage.SCHOOL: "of school age"}.get(
            stage, f"in {mine} teens" if stage is Stage.TEEN else "of preschool age"
        )
    )


def _code(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    sex = match["sex"]
    if years is None or (len(sex) == 1 and not _is_code(match, scanned)):
        return None
    if match["sep"].strip() == "" and len(sex) > 1 and scanned.plain[match.end() :][:2].strip(" ")[:1].isalpha():
        return None
    stage, female = bands.stage(years), sex.startswith("f")
    who = ("woman" if female else "man") if len(sex) == 1 else sex
    if stage is Stage.ADULT:
        mine = "my" if _speaks(scanned, match.start()) else ("her" if female else "his")
        said = f"{who} {bands.band(years, mine)}"
    else:
        said = f"{stage.adjective} {'girl' if female else 'boy'}"
    inside = scanned.before(match.start()).endswith("(")
    return f"{_article(said)} {said}" if match["det"] or inside else said


def _is_code(match: re.Match[str], scanned: Scanned) -> bool:
    """A lone letter counts as a sex in capitals, or where nothing else could be meant."""
    if re.search(r"\b(?:temp|temperature|fever|of|was|to|at|size|vitamin)\s?$", scanned.before(match.start())):
        return False
    start, end = match.span("sex")
    return scanned.text[start:end].isupper() or (scanned.begins_sentence(match.start()) and match["sex"] == "f")


def _told_of(stage: Stage, years: int, mine: str) -> str:
    """As in "I have reached my thirties"."""
    return bands.band(years, mine).removeprefix("in ") if stage is Stage.ADULT else stage.predicate


def _age_is(match: re.Match[str], _scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None:
        return None
    stage, mine = bands.stage(years), match["who"]
    who = {"my": "I am", "his": "he is", "her": "she is"}[mine]
    return f"{who} {bands.band(years, mine) if stage is Stage.ADULT else stage.predicate}"


def _many(match: re.Match[str], scanned: Scanned) -> str | None:
    if not match["q"].startswith("age") and not CHILDREN.search(scanned.before(match.start())):
        return None
    return "of different ages"


def _turned(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None:
        return None
    stage, before = bands.stage(years), scanned.before(match.start())
    mine = possessive(scanned, match.start())
    been = re.search(r"\b(?:when|before|after|since|until|till)\b", before)
    be = "was" if been else {"my": "am"}.get(mine, "is")
    reached = "reached" if stage is Stage.ADULT else "become"
    if re.search(r"'(?:ve|s|d)\s?$", before):
        return f"{reached} {_told_of(stage, years, mine)}"
    if re.search(r"\b(?:is|am|are|was)\s?$", before) or match["verb"] == "turning":
        return f"{reached.replace('reached', 'reaching').replace('become', 'becoming')} {_told_of(stage, years, mine)}"
    return f"{be} {bands.band(years, mine) if stage is Stage.ADULT else stage.predicate}"


def _event(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None:
        return None
    mine = possessive(scanned, match.start())
    return bands.band(years, mine) if years >= 18 else bands.stage(years).when(mine)


ARTICLES = frozenset("a an the my our his her their this another".split())
_KIN_LEADS = frozenset(
    f"{KIN}|{YOUNG}|{SEXES}".replace("neighbou?r", "neighbour|neighbor").replace("[- ]in[- ]law", "").split("|")
)


def rules() -> Iterator[Rule]:
    """The English rules for ages."""
    subjects = frozenset("i i'm im he she he's she's hes shes who it my his her i'll he'll she'll".split()) | _KIN_LEADS
    for leads, pattern, put in (
        (ARTICLES | {NUMBER_LEAD}, PHRASE, _phrase),
        (subjects, IS, _is),
        (frozenset("at by from since until till around about age ages aged".split()), LABEL, _label),
        (frozenset({NUMBER_LEAD, "a", "an"}), CODE, _code),
        (frozenset({"m", "f", "male", "female", "a", "an"}), CODE_FIRST, _code),
        (_KIN_LEADS | {"i", "me", "myself"}, BESIDE, _is),
        (frozenset({"my", "his", "her"}), AGE_IS, _age_is),
        (frozenset("a an the my our his her".split()), YEAR_NOUN, _phrase),
        (
            frozenset(
                "diagnosed died passed started began stopped menopause onset quit happened hysterectomy period "
                "periods married pregnant".split()
            ),
            EVENT_AT,
            _event,
        ),
        (frozenset("has have had just recently only turned turning".split()), TURNED, _turned),
    ):
        yield Rule(QuasiKind.AGE, leads, pattern, put)
    yield Rule(
        QuasiKind.AGE,
        frozenset({"ages", "aged", "age", "are", "who", "that"}),
        MANY,
        _many,
    )
