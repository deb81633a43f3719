"""Firms and towns of ordinary words, told by their sentence: "drives a van for two brothers", "lives in hope"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.bare_places import LENT
from qa_portal.text.identifiers.cue_words import KIN
from qa_portal.text.identifiers.lexicon import (
    is_any_given,
    is_any_surname,
    is_clinical,
    is_health,
    is_known,
    is_stop,
    is_town,
    written,
)
from qa_portal.text.identifiers.lone_names import VERBS
from qa_portal.text.identifiers.places import NOT_PLACES
from qa_portal.text.identifiers.reading import BLOCK, Reading, Word
from qa_portal.text.identifiers.small_firms import find_small_firm
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.workplaces import NOT_NAMES

REACH = 7
"""So many words before the preposition are looked at for what somebody does there."""
MAX_WORDS = 4
JOBS = frozenset(
    "work works worked working job shift shifts drive drives drove driver cook cooks chef clean cleans cleaner teach "
    "teaches teacher nurse carer aide welder mechanic janitor waitress waiter cashier porter clerk guard guards play "
    "plays played playing coach coaches volunteer volunteers haul hauls serve serves weld welds deliver delivers "
    "employed apprentice intern secretary receptionist manager supervisor foreman mailman custodian stocker".split()
)
CARE = frozenset(
    "saw seen treated admitted referred tested operated checked examined diagnosed xrayed scanned hospitalized "
    "appointment appt physical counselor therapist midwife gp doctor doctors nurse nurses dentist surgeon lady guy "
    "receptionist pharmacist physio delivered stitched discharged rehab consultant checkup ultrasound scan mri "
    "bloods biopsy surgery collapsed colapsed fainted fell rushed registered enrolled preschool daycare nursery "
    "kindergarten teachers visitor iud vaccinated".split()
)
GOING = frozenset("goes went took taken sent referred transferred rushed brought moved going go attends back".split())
LEADS = {
    "at": JOBS
    | CARE
    | frozenset(
        "had got goes care studies resident stays done test tests practice wrestling lessons class classes member "
        "imam pastor governor drinks eats train trains training sort told bought dinner lunch "
        "breakfast party rehearsal".split()
    ),
    "by": CARE - {"lady", "guy", "nurse", "doctor", "doctors"},
    "from": CARE - {"seen", "fell", "collapsed", "fainted", "surgery", "rehab", "physical", "scan", "biopsy", "saw"},
    "to": GOING | {"go"},
    "for": (JOBS - {"shift", "job", "nurse", "carer"}) | {"driving", "custodian", "cheer", "captain"},
    "with": frozenset(
        "carer aide driver apprentice job shifts employed contract intern registered work works worked working "
        "custodian support rides sing sings swims plays volunteer volunteers".split()
    ),
    "through": frozenset("came come care hired placed adopted".split()),
    "in": frozenset("clean teach teaches cook pharmacist serving served lady woman".split()),
    "en": frozenset(
        "trabajo trabaja trabajamos trabajaba trabajan laburo labura curro curra estudio estudia juego juega "
        "atiende atienden atendieron atendio vieron vio operaron operaron opero operado operada ingresado "
        "ingresada ingresaron internado internada internaron hicieron dieron dijeron pusieron cajera cajero "
        "enfermera chofer auxiliar guardia mesero mesera camarera camarero profesora profesor maestra maestro "
        "cocinera cocinero limpio limpia trabajando labora laboro laborando cargando limpiando currando "
        "estudiando chambeo chambea chambeando empleo jubilado jubilada jubilo socio socia voluntaria voluntario "
        "interna interno residente encargado encargada vigilante repartidor repartidora dependienta dependiente "
        "conserje celador celadora vendiendo vendo ensayo alumno alumna parto nacio urgencias consulta cita "
        "diagnosticaron diagnostico".split()
    ),
    "para": frozenset("trabajo trabaja trabajamos trabajaba trabajan laburo labura curro curra conduce maneja".split()),
    "de": frozenset(
        "chofer intendente conserje alumno alumna enfermera enfermero cajera cajero empleada empleado obrero obrera "
        "operario operaria profesora profesor vigilante alta derivaron socio socia jubilado jubilada pensionado "
        "pensionada encargado encargada duena dueno gerente maestra maestro repartidor repartidora camarera camarero "
        "mesero mesera peon capataz recepcionista secretaria secretario monja sacristan voluntaria voluntario".split()
    ),
    "a": frozenset(
        "fui fue fuimos llevaron llevamos lleve derivaron mandaron trasladaron asiste acude acudi voy va vamos".split()
    ),
}
LEADS["del"], LEADS["al"] = LEADS["de"], LEADS["a"]
_EMPLOYED = re.compile(r"\w{2,}(?:ist|ician|keeper|iner|cian|guard|herd|smith|dresser|minder)s?").fullmatch
_DONE = re.compile(
    r"\w*(?:ectomy|oscopy|plasty|otomy|graphy|gram|section|caesarean|cesarean|transplant|dialysis)"
).fullmatch
TELLING = {"at": (_EMPLOYED, _DONE), "for": (_EMPLOYED,), "with": (_EMPLOYED,), "from": (_EMPLOYED,)}
"""Endings of trades and of operations, before the prepositions that then lead to where they are done."""
NEAR_ONLY = frozenset("to in through with for from by de del a al para".split())
"""Before these what somebody does stands at most three words away."""
ARTICLES = frozenset("the our el la los las".split())
ENDS = VERBS | frozenset(
    "comes called calls gives and but or with without for from on in at to by since because when while where after "
    "before during about until till every each all once twice again today tomorrow yesterday now then yet ago back "
    "over up down out off so too either instead they we he she i you it desde porque cuando donde mientras ayer hoy "
    "hace pero sin con por para dieron dijeron hicieron pusieron mandaron encontraron viene vienen vive siempre "
    "nunca antes despues piden pide sigue siguen tres dos una uno".split()
)
GENERIC = (
    NOT_NAMES
    | NOT_PLACES
    | KIN
    | frozenset(
        "dialysis chemo radiation "
        "test tests testing therapy physical appointment visit visits floor ward wards exam exams results result "
        "level levels age birth delivery point moment weight age years weeks months hour side same sleep bathroom "
        "toilet movies concert wedding funeral vacation college dinner training treatment treatments dose doses "
        "mother father infection bacteria virus someone anyone everyone anything something nothing life long short "
        "term term's good better best normal abnormal positive negative specialist specialists provider providers "
        "blood head neck back knee hip foot hand leg arm face nose mouth throat ears eyes lungs chest stomach "
        "ours mine others job jobs part parts half full time daily weekly annual yearly regular routine own "
        "another many most few some any more less much lots plenty anybody nobody somebody people stairs steps "
        "bicycle bike ladder tree horse sofa couch chair table bus train plane truck car van ground sidewalk ice "
        "sangre orina pruebas prueba estudios examen examenes resultado resultados comida cuarto mitad vejiga vez "
        "fase etapa edad persona personas hija hijo pareja familia medicos doctores doctora laboratorio farmacia "
        "seguro social salud publico privado general forma cuenta lugar parte partes pies manos cabeza espalda "
        "rodilla pecho linea bebe bebes turnos todo todos todas nada algo alguien construccion computadora oficinas "
        "terapia fisioterapia revision control quirofano planta uci observacion ojos caso casos tratamiento".split()
    )
)


def find_framed(reading: Reading) -> Iterator[Span]:
    """What stands where a firm, a clinic, a school or a town is told."""
    words = reading.words
    for index in range(1, len(words) - 1):
        before = words[index].fold
        if before not in LEADS and before not in TOWN_LEADS:
            continue
        start = index + 1
        if words[start].fold in ARTICLES and start + 1 < len(words):
            start += 1
        if words[start].gap != " " or words[start].first or (start > index + 1 and words[index + 1].gap != " "):
            continue
        town = _town(reading, index, start) if before in TOWN_LEADS else None
        if town is not None:
            yield town
        elif before in LEADS:
            told = _does(reading, index)
            yield from _firm(reading, start, told=told)
            if told and start == index + 1 and reading.lang == "en":
                yield from find_small_firm(reading, start, certain=before in {"at", "for", "with"})


def _does(reading: Reading, index: int) -> bool:
    """Whether a word for what somebody does or has done there stands before the preposition."""
    words, leads = reading.words, LEADS[reading.words[index].fold]
    if words[index].gap.endswith(f"{BLOCK} ") and words[index].fold in {"at", "en"}:
        return True
    reach = 4 if words[index].fold in NEAR_ONLY else REACH
    tells = TELLING.get(words[index].fold, ())
    place = index
    while place > 0 and index - place < reach and not words[place].first:
        place -= 1
        if words[place].fold in leads or any(tell(words[place].fold) for tell in tells):
            return True
        if words[place].fold in {"and", "but", "that", "because", "y", "pero", "que"}:
            return False
    return False


def run_of_name(reading: Reading, start: int, *, most: int = MAX_WORDS) -> list[Word]:
    """The words from `start` on that may be the name of a firm or a school, at most `most`."""
    words = reading.words
    end = start
    while end < len(words) and end - start < most:
        word = words[end]
        if (
            end > start
            and (word.first or word.gap not in {" ", "-", " & ", "'s ", "’s ", "' "})
            and not _of_initials(words, end)
        ):
            break
        capitals = word.cap and end + 1 < len(words) and words[end + 1].cap and words[end + 1].gap == " "
        if not capitals and (word.fold in written("calendar") or word.fold in written("safe_capitals")):
            break
        linked = end > start and word.fold in LINKS and end + 1 < len(words) and words[end + 1].gap == " "
        if (word.fold in ENDS or is_stop(word.fold)) and not linked and word.fold not in FILLING and not capitals:
            break
        end += 1
    run = words[start:end]
    while run and is_stop(run[-1].fold) and run[-1].fold not in FILLING and not run[-1].cap:
        run = run[:-1]
    return run


def _of_initials(words: list[Word], index: int) -> bool:
    """Whether a dot stands between letters of a firm: "J.B. Hunt"."""
    return words[index].gap in {".", ". "} and len(words[index - 1].text) == 1


WORKING = frozenset(
    "trabajo trabaja trabajamos trabajaba trabajan laburo labura curro curra labora laboro jubilado jubilada "
    "pensionado pensionada empleado empleada obrero obrera operario operaria chofer socio socia voluntaria "
    "voluntario cajera cajero encargado encargada".split()
)


def _thing(reading: Reading, index: int, word: Word) -> bool:
    """Whether a small ordinary noun alone is more likely what was looked at than where: "nódulos en las cuerdas"."""
    before = {other.fold for other in reading.words[max(0, index - 6) : index]}
    named = is_any_given(word.fold) or is_any_surname(word.fold) or is_town(word.fold)
    return not (named or word.fold in written("place_words") or before & WORKING)


OPENERS = frozenset("new old first two three four good big little mis nuestra nuestro buena buen".split())
LINKS = frozenset("of el la los las del".split())
SURE_TAILS = frozenset(
    "clinic surgery hospital school nursery college practice centre center medical pharmacy church academy hospice "
    "preschool daycare elementary pediatrics wellness health".split()
)
TAILS = SURE_TAILS | frozenset(
    "homes therapy restaurant factory warehouse store shop gym office bar salon farm plant bakery cafe library "
    "park mall high "
    "dental nursing county healthcare team bank company hall house department lines industries".split()
)


FILLING = KIN | OPENERS | TAILS | frozenset("family ninos ninas salud women men home".split())
"""Words of every sentence that stand in names too."""


def _firm(reading: Reading, start: int, *, told: bool) -> Iterator[Span]:
    run = run_of_name(reading, start)
    if len(run) > 1 and run[-1].fold in GENERIC and run[-1].fold not in TAILS:
        run = run[:-1]
    if (
        not run
        or (len(run) == len(run[0].text) == 1)
        or (is_clinical(run[0].fold) and not run[0].cap and run[-1].fold not in TAILS)
    ):
        return
    sort = run[0].fold in GENERIC and run[0].fold not in written("place_words")
    if sort or all((is_health(word.fold) and word.fold not in LENT) or word.fold in GENERIC for word in run):
        if told and len(run) > 1 and run[-1].fold in TAILS:
            sure = len(run) > 2 and not sort
            yield Span(run[0].start, run[-1].end, Kind.ORG, Finder.ORGANISATION, "where somebody works or goes", sure)
        return
    odd = any(not is_known(word.fold, reading.lang) for word in run)
    tailed = len(run) > 1 and run[-1].fold in SURE_TAILS and (odd or run[0].fold in written("place_words"))
    if told or tailed:
        articled = start > 0 and reading.words[start - 1].fold in {"el", "la", "los", "las"}
        plain = is_health(run[0].fold) or (reading.lang == "es" and _thing(reading, index=start, word=run[0]))
        certain = len(run) > 1 or odd or run[0].cap or (articled and not plain)
        yield Span(run[0].start, run[-1].end, Kind.ORG, Finder.ORGANISATION, "where somebody works or goes", certain)


TOWN_LEADS = frozenset("in from near outside around past beyond by above below en de desde".split())
LIVING = frozenset(
    "live lives living lived moved stay stays staying reside resides based born vivo vive vivimos viven naci nacio "
    "resido residimos estamos".split()
)
COMING = frozenset("hi hello im am soy somos here i hola es habla escribo saluda m".split())
ANYWHERE = frozenset(
    "campo ciudad pueblo norte sur este oeste costa sierra calle barrio zona playa capital misma mismo opinion "
    "montana centro casa finca isla frontera afueras periferia mar edad luna tercera primera segunda residencia idea "
    "peace harmony fear pain hope's time need town city".split()
)


TOWN_ENDS = frozenset(
    "creek lake lakes springs spring hill hills falls valley grove park heights ridge city beach bay river rapids "
    "junction crossing bluff bluffs prairie rock harbor harbour island mills mountain mountains fork forks bend "
    "landing station ferry hollow fort wells haven shores woods run gap".split()
)
"""Last words of towns of two ordinary words: "turkey creek"."""
NO_TOWNS = GENERIC | ANYWHERE | ENDS


def _town(reading: Reading, index: int, start: int) -> Span | None:
    """A town of ordinary words behind "lives in", "im dawn from", "vivo en el"."""
    words = reading.words
    if words[index].fold in {"de", "en"} and words[index - 1].fold in POINTING and _points(reading, index + 1):
        count = next(count for count in (4, 3, 2, 1) if is_town(reading.phrase(index + 1, count) or ""))
        return _place(words[index + 1 : index + 1 + count])
    strong = _lives(words, index)
    behind = words[index].gap.strip(" ") == BLOCK
    if not strong and not behind:
        return None
    for count in (4, 3, 2, 1):
        for first in sorted({index + 1, start}):
            phrase = reading.phrase(first, count)
            if phrase and is_town(phrase) and _means_it(words[first : first + count]):
                plain = count == 1 and is_health(phrase) and not words[first].cap
                return _place(words[first : first + count], certain=strong or not plain)
    if strong and start == index + 1 and _is_own(words[start]):
        following = words[start + 1] if start + 1 < len(words) else None
        if following is not None and following.gap == " " and following.fold in TOWN_ENDS:
            return _place(words[start : start + 2])
    word = words[start]
    if strong and start > index + 1 and words[index + 1].fold != "the" and _is_own(word):
        return _place(words[index + 1 : start + 1])
    return None


POINTING = frozenset(
    "aqui aca alla lados rumbo vengo venimos vine originario originaria oriundo oriunda afueras rumbo pueblo".split()
)
"""Before "de" or "en" these point to where somebody is."""


def _points(reading: Reading, start: int) -> bool:
    words = reading.words
    if reading.lang != "es" or words[start].gap != " " or words[start].first or is_health(words[start].fold):
        return False
    counts = [count for count in (4, 3, 2, 1) if is_town(reading.phrase(start, count) or "")]
    return bool(counts) and _means_it(words[start : start + counts[0]])


def _is_own(word: Word) -> bool:
    return not (word.fold in NO_TOWNS or is_stop(word.fold) or is_clinical(word.fold))


def _means_it(run: list[Word]) -> bool:
    if len(run) > 1:
        return any(not is_stop(word.fold) and word.fold not in ANYWHERE for word in run)
    word = run[0]
    return _is_own(word) and word.fold not in written("safe_capitals") and word.fold not in written("calendar")


def _lives(words: list[Word], index: int) -> bool:
    place = index
    while place > 0 and index - place < REACH and not words[place].first:
        place -= 1
        if words[place].fold in LIVING:
            return words[index].fold not in {"de", "from"} or index - place < 3
        if words[place].fold in COMING and words[index].fold in {"from", "de", "desde", "in"}:
            return index - place < 3 and (BLOCK in words[index].gap or place == index - 1)
        if words[place].fold in {"and", "but", "that", "because", "y", "pero", "que"}:
            return False
    return False


def _place(run: list[Word], *, certain: bool = True) -> Span:
    return Span(run[0].start, run[-1].end, Kind.LOCATION, Finder.ORGANISATION, "town", certain)
