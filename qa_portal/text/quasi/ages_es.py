"""Ages below ninety in Spanish, and words for them that many people share."""

import re
from collections.abc import Iterator

from qa_portal.text.quasi.bands import OLDEST
from qa_portal.text.quasi.kinds import QuasiKind
from qa_portal.text.quasi.numerals import FIGURE, value
from qa_portal.text.quasi.scanning import NUMBER_LEAD, Rule, Scanned

DECADES = {3: "treinta", 4: "cuarenta", 5: "cincuenta", 6: "sesenta", 7: "setenta", 8: "ochenta"}
SCHOOL, TEEN, ADULT = 5, 13, 18
PEOPLE = (
    "mujer|hombre|varon|femenina|femenino|masculino|paciente|persona|chica|chico|muchacha|muchacho|nina|nino|bebe|"
    "hijo|hija|"
    "hijita|hijito|madre|mama|padre|papa|abuela|abuelo|abuelita|abuelito|hermana|hermano|esposa|esposo|marido|"
    "pareja|novia|novio|"
    "tia|tio|prima|primo|sobrina|sobrino|nieta|nieto|suegra|suegro|amiga|amigo|senora|senor|joven|adolescente|"
    "adulta|adulto|"
    "lactante|pequena|pequeno|nena|nene|cunada|cunado"
)
YEARS = r"(?:an(?:o|io|it?o)s?)"
VERBS = "tengo tiene tenia tuvo tuve tienen cumplo cumple cumpli cumplio tendra".split()
HEDGE = r"(?:\s(?:ya|solo|solamente|apenas|casi|como|unos|actualmente|ahora))?"
GOES_ON = (
    r"(?!\s(?:con|tomando|sufriendo|padeciendo|sin|desde|usando|en|trabajando|intentando|viviendo|casad[oa]|"
    r"de\s(?!edad))\b)"
)
HAS = re.compile(
    rf"(?P<q>(?P<verb>{'|'.join(VERBS)}){HEDGE}\s(?P<n>{FIGURE})\s(?:(?P<unit>{YEARS}|meses|"
    rf"semanas)\b(?:\sde\sedad)?(?:\srecien\scumplidos|\scumplidos)?"
    rf"))(?:(?P<soft>{GOES_ON})|(?=\s(?:con|sin|en)\b))"
)
OF = re.compile(
    rf"(?:(?:{PEOPLE})(?:\s(?!tien|tuv|teni|cumpl|menos|mas)\w{{3,14}}){{0,2}}(?:\s\(|"
    rf",)?\s(?P<q>(?:de\s)?(?P<n>{FIGURE})\s(?P<unit>{YEARS}|meses|"
    rf"semanas|dias)\b(?:\sde\sedad)?))"
    r"(?!\s(?:de\s(?:evolucion|casad|tratamiento|embarazo|gestacion)|tomando|despues|antes))"
)
AGED = re.compile(rf"(?P<q>(?:de\s)?(?P<n>{FIGURE})\s(?P<unit>{YEARS}|meses|semanas)\sde\sedad)\b")
AT = re.compile(
    rf"(?P<q>(?P<cue>a|desde|hasta|hacia|sobre)\slos\s(?P<n>{FIGURE})(?:\s(?P<unit>{YEARS}|"
    rf"meses)\b(?:\sde\sedad)?))(?!\s(?:de\s(?!edad)|despues|siguientes))"
)
LABEL = re.compile(rf"(?P<q>edad\s?:?\s(?:de\s|es\s(?:de\s)?)?(?P<n>{FIGURE})(?:\s(?P<unit>{YEARS}|meses))?)\b")
LONE = re.compile(
    rf"(?P<q>(?P<n>{FIGURE})\s(?P<unit>{YEARS}))(?=\s?[,.;)]|\s?$|\n|\s(?:mujer|hombre|varon|femenin[oa]|"
    rf"masculino|sexo)\b)"
)
GENERAL = re.compile(r"\b(?:mujeres|hombres|personas|adultos|mayores|menores|pacientes|ninos)\b")


def decade(years: int) -> str:
    """ "treinta y tantos años", for anybody of eighteen and more."""
    if years < 20:
        return "menos de veinte años"
    return "veintitantos años" if years < 30 else f"{DECADES[years // 10]} y tantos años"


def _years(match: re.Match[str]) -> int | None:
    number, unit = value(match["n"]), match.groupdict().get("unit") or "anos"
    years = {"m": number // 12, "s": 0, "d": 0}.get(unit[0], number)
    return years if years <= OLDEST and number > 0 else None


def _has(match: re.Match[str], scanned: Scanned) -> str | None:
    years, verb = _years(match), match["verb"]
    if years is None or GENERAL.search(scanned.before(match.start())):
        return None
    course = match["soft"] is None
    if course and (
        years < 14
        or verb not in {"tengo", "tiene"}
        or ("edad" not in match["q"] and scanned.plain[match.end() :].startswith(" en "))
    ):
        return None
    if not match["unit"].startswith("an") and not _of_child(scanned, match.start()):
        return None
    return f"{_verb(scanned, match)} {_limit(years) if years < ADULT else decade(years)}"


def _limit(years: int) -> str:
    limit = (
        "un año" if years == 0 else "cinco años" if years < SCHOOL else "trece años" if years < TEEN else "veinte años"
    )
    return f"menos de {limit}"


def _of_child(scanned: Scanned, place: int) -> bool:
    return (
        re.search(
            r"\b(?:hij[oa]|hijit[oa]|bebe|nin[oa]|nen[ea]|niet[oa]|sobrin[oa]|lactante|pequen[oa])\b",
            scanned.before(place),
        )
        is not None
    )


def _verb(scanned: Scanned, match: re.Match[str]) -> str:
    start, end = match.span("verb")
    return scanned.text[start:end]


def _of(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None or GENERAL.search(scanned.before(match.start())):
        return None
    de = "de " if match["q"].startswith("de ") else ""
    if years < 5:
        return de + ("pocos meses" if years == 0 else "pocos años")
    if years < 13:
        return "en edad escolar"
    return "adolescente" if years < 18 else de + decade(years)


def _at(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None or GENERAL.search(scanned.before(match.start())):
        return None
    if years >= 18:
        return f"{match['cue']} los {decade(years)}"
    cue = "en" if match["cue"] == "a" else match["cue"]
    return f"{cue} la {'infancia' if years < 13 else 'adolescencia'}"


def _label(match: re.Match[str], scanned: Scanned) -> str | None:
    years = _years(match)
    if years is None or GENERAL.search(scanned.before(match.start())):
        return None
    if years >= 18:
        return f"edad: {decade(years)}"
    return "edad: " + ("primera infancia" if years < 5 else "escolar" if years < 13 else "adolescencia")


def _lone(match: re.Match[str], scanned: Scanned) -> str | None:
    if not re.search(rf"(?:^\W*|\b(?:{PEOPLE})\s?,?\s?\(?)$", scanned.before(match.start())):
        return None
    return _of(match, scanned)


def rules() -> Iterator[Rule]:
    """The Spanish rules for ages."""
    for leads, pattern, put in (
        (frozenset(VERBS), HAS, _has),
        (frozenset(PEOPLE.split("|")), OF, _of),
        (frozenset({"de", NUMBER_LEAD}), AGED, _of),
        (frozenset("a desde hasta hacia sobre".split()), AT, _at),
        (frozenset({"edad"}), LABEL, _label),
        (frozenset({NUMBER_LEAD}), LONE, _lone),
    ):
        yield Rule(QuasiKind.AGE, leads, pattern, put)
