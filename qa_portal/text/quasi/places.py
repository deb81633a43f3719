"""Countries, states and regions, and the wider region they lie in; towns are identifiers and found elsewhere."""

import re
from collections.abc import Callable, Iterator

from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.phrases import lines
from qa_portal.text.quasi.scanning import WORD, Rule, Scanned, plain

CUE = re.compile(
    r"\b(?:in|from|to|of|near|visit|visited|visiting|across|around|through|outside|en|de|desde|a|hacia|por)"
    r"\s(?:the\s|el\s|la\s|los\s)?$"
)
PART = (
    r"(?:the\s|el\s|la\s)?(?:(?:rural|northern|southern|eastern|western|central|upstate|north|south|east|west|"
    r"norte|sur|este|"
    r"oeste|centro|zona\srural)(?:ern)?\s(?:of\s|de\s)?|(?:northeast|northwest|southeast|southwest)(?:ern)?\s|"
    r"(?:mountains|coast|state)\sof\s)?(?:the\s)?"
)
PART_LEADS = frozenset(
    "the el la rural northern southern eastern western central upstate north south east west norte sur este oeste "
    "centro zona northeast northwest "
    "southeast southwest mountains coast state northeastern northwestern southeastern southwestern".split()
)
CLINICAL_AFTER = re.compile(
    r"\s(?:flu|fever|encephalitis|virus|spotted|syndrome|tick|ivy|diet|measles|equine|hemorrhagic|worm|catheter|"
    r"score|scale|criteria|"
    r"pressure|stain|ink|bean|blot|nut|nuts|pepper|rose|clinic|hospital|university|health|medical|medicaid)\b"
)


def rules(lang: str) -> Iterator[Rule]:
    """One rule for each wider region."""
    for line in lines("places.txt"):
        regions, _, names = line.partition(" = ")
        region = regions.split(" | ")[lang == "es"].strip()
        yield _rule(region, [name.strip() for name in names.split(",")], lang)


def _rule(region: str, names: list[str], lang: str) -> Rule:
    doubtful = frozenset(plain(name.rstrip("*")) for name in names if name.endswith("*"))
    capitals = frozenset(plain(name) for name in names if name.isupper())
    folded = sorted({plain(name.rstrip("*")) for name in names}, key=len, reverse=True)
    either = "|".join(name.replace(" ", r"\s") for name in folded)
    joined = r"(?P<de>(?:de|a)\s)?" if lang == "es" else "(?P<de>)"
    pattern = re.compile(
        rf"{joined}{PART}(?P<name>{either})(?:,?\s(?:usa|u\.s\.a?\.?|united\sstates|estados\sunidos))?(?![\w'-])"
    )
    leads = frozenset(WORD.findall(name)[0] for name in folded) | PART_LEADS | ({"de", "a"} if lang == "es" else set())
    return Rule(QuasiKind.PLACE, leads, pattern, _put(region, doubtful, capitals))


def _put(
    region: str, doubtful: frozenset[str], capitals: frozenset[str]
) -> Callable[[re.Match[str], Scanned], str | None]:
    def put(match: re.Match[str], scanned: Scanned) -> str | None:
        start, end = match.span("name")
        written = scanned.text[start:end]
        cued = CUE.search(scanned.before(match.start("name"))) is not None
        if CLINICAL_AFTER.match(scanned.plain, match.end()):
            return None
        if (match["name"] in doubtful and not (cued and written[0].isupper())) or (
            match["name"] in capitals and not written.isupper()
        ):
            return None
        if not cued and not written[0].isupper():
            return None
        joined = match["de"] or ""
        return f"{joined}{region}".replace("de el ", "del ").replace("a el ", "al ")

    return put
