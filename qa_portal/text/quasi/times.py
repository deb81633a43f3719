"""Clock times and years, more exact than a course of illness. Durations stay: they are clinical."""

import re
from collections.abc import Iterator

from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.scanning import NUMBER_LEAD, Rule, Scanned

CLOCK = re.compile(
    r"(?P<lead>(?:at|around|about|by|until|till|from|since|before|after|a|hasta|desde|sobre)\s(?:about\s|around\s|"
    r"exactly\s|like\s|eso\sde\s)?(?:las?\s)?)?"
    r"(?P<h>[01]?\d|2[0-3])(?:[:.h](?P<m>[0-5]\d))?\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?|"
    r"o'clock(?:\s(?:in\sthe\s)?(?P<part>morning|evening|afternoon|at\snight))?|"
    r"de\sla\s(?P<parte>manana|tarde|noche|madrugada)|hrs?\b|horas\b)?(?![\w:%/]|[.,]\d)"
)
DOSING = re.compile(
    r"\b(?:take|takes|taking|took|dose|doses|pill|pills|tablet|tablets|mg|inject|insulin|units|tomo|toma|tomar|"
    r"dosis|pastilla|pastillas|medication|medicine)\b"
)
YEAR = r"(?:19[3-9]\d|20[0-3]\d)"
YEARS = re.compile(
    rf"(?P<cue>(?:back\s|way\sback\s)?(?:in|since|from|around|about|until|till|before|after|during|circa|en|desde|"
    rf"hasta|hacia|del?|sobre)\s(?:the\syear\s|el\sano\s|ano\s)?"
    rf"(?:(?:early|late|mid|the\s(?:spring|summer|fall|autumn|winter)\sof|(?:spring|summer|fall|autumn|"
    rf"winter)(?:\sof)?|principios\sde|finales\sde|el\s(?:verano|invierno|otono)\sde)[\s-])?)"
    rf"(?P<y>{YEAR})(?:\s?(?:to|-|until|and|or|a|hasta|y|o)\s?{YEAR})?(?![\w%]|[.,/-]\d|\s?(?:mg|iu|ml|units|"
    rf"calories|kcal|calorias|steps|pasos|mcg))"
)
BARE = re.compile(
    rf"(?P<y>{YEAR})(?:\s?[-–]\s?{YEAR})?(?=\s(?:mri|ct|scan|surgery|colonoscopy|biopsy|accident|i\s(?:had|was)|"
    rf"he\swas|she\swas)|\s?[:,-]\s(?:i|had|was|diagnosed|surgery)\b)"
)
BORN = re.compile(rf"(?P<q>(?:in\s|en\s(?:el\s(?:ano\s)?)?)?(?P<y>{YEAR}))(?!\w)")
_NIGHT, _MORNING, _AFTERNOON, _EVENING = range(4)
NAMES = {
    "en": (
        ("at night", "the night"),
        ("in the morning", "the morning"),
        ("in the afternoon", "the afternoon"),
        ("in the evening", "the evening"),
    ),
    "es": (
        ("por la noche", "la noche"),
        ("por la mañana", "la mañana"),
        ("por la tarde", "la tarde"),
        ("por la noche", "la noche"),
    ),
}


def _clock(match: re.Match[str], scanned: Scanned) -> str | None:
    half, minutes, lead = match["half"] or "", match["m"], (match["lead"] or "").split()
    told = half or (minutes and ":" in match.group() and lead)
    if not told or (half.startswith(("h", "o'")) and not lead) or DOSING.search(_sentence(scanned, match)):
        return None
    hour = int(match["h"])
    if (
        half.startswith("p")
        or match["parte"] in {"tarde", "noche"}
        or match["part"] in {"evening", "afternoon", "at night"}
    ):
        hour = hour % 12 + 12
    elif half.startswith("a") or match["parte"] in {"manana", "madrugada"} or match["part"] == "morning":
        hour %= 12
    part = _NIGHT if hour < 5 or hour >= 22 else _MORNING if hour < 12 else _AFTERNOON if hour < 18 else _EVENING
    alone, after = NAMES[scanned.lang][part]
    bounds = {"by", "until", "till", "from", "since", "before", "after", "hasta", "desde"}
    return f"{lead[0]} {after}" if lead and lead[0] in bounds else alone


def _sentence(scanned: Scanned, match: re.Match[str]) -> str:
    return scanned.before(match.start()) + scanned.plain[match.end() : match.end() + 40].partition("\n")[0]


def _years(match: re.Match[str], scanned: Scanned) -> str | None:
    cue = match["cue"].split()
    if scanned.lang == "es":
        if cue[0] in {"de", "del"} and not re.search(
            r"\b(?:verano|invierno|otono|primavera|ano|accidente|cirugia|operacion|resonancia)\s$",
            scanned.before(match.start()),
        ):
            return None
        return {
            "desde": "desde hace tiempo",
            "hasta": "hasta hace un tiempo",
            "de": "de hace tiempo",
            "del": "de hace tiempo",
        }.get(cue[0], "hace tiempo")
    said = {
        "since": "for some time",
        "from": "for some time",
        "until": "until some time ago",
        "till": "until some time ago",
    }
    return said.get(cue[0], "some time ago")


def _bare(match: re.Match[str], scanned: Scanned) -> str | None:
    if scanned.plain[match.end() : match.end() + 1] in {":", ",", "-"} or scanned.plain[match.end() :].startswith(
        (" i ", " he ", " she ")
    ):
        return "some time ago" if scanned.lang == "en" else "hace tiempo"
    return "earlier" if scanned.lang == "en" else None


def rules() -> Iterator[Rule]:
    """The rules for clock times and years, for both languages; days and feasts are phrases."""
    clock = frozenset("at around about by until till from since before after a hasta desde sobre".split())
    years = frozenset(
        "back way in since from around about until till before after during circa en desde hasta hacia de del".split()
    )
    for leads, pattern, put in (
        (clock | {NUMBER_LEAD}, CLOCK, _clock),
        (years, YEARS, _years),
        (frozenset({NUMBER_LEAD}), BARE, _bare),
    ):
        yield Rule(QuasiKind.TIME, leads, pattern, put)
