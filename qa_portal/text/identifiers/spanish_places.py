"""Places by how Spanish names them: "el rio hortega", "en la misericordia", "vivo en villa luro", and doubtful ones."""

from collections.abc import Iterator

from qa_portal.text.identifiers.facility_words import HEADS, SORTS, SORTS_OF
from qa_portal.text.identifiers.frames import GENERIC, LEADS, NEAR_ONLY, REACH, WORKING
from qa_portal.text.identifiers.lexicon import is_clinical, is_known, is_stop, is_town, written
from qa_portal.text.identifiers.reading import BLOCK, Reading, Word
from qa_portal.text.identifiers.spanish_people import AGENT
from qa_portal.text.identifiers.spans import Finder, Kind, Span

EPITHETS = frozenset(
    "rio virgen principe princesa reina infanta marques duque puerta reyes divino arzobispo obispo cardenal fray "
    "juan nino sagrado santo santa san".split()
)
"""With an article before it, what the name of a hospital or a school begins with: "el reina sofia"."""
HOLY = frozenset(
    "misericordia caridad esperanza providencia merced purisima inmaculada milagrosa macarena piedad asuncion "
    "concepcion candelaria soledad encarnacion consolacion salle anunciada victoria trinidad arrixaca caleta "
    "beneficencia magdalena anunciacion visitacion resurreccion natividad gracia divina sagrada redentora".split()
)
"""What homes and schools are called behind "la"."""
TOWNS_BEGIN = frozenset(
    "villa puerto ciudad lomas cerro cerros monte valle isla punta boca laguna fuente fuentes torre torres castillo "
    "alcala aldea canada barrancas altos bajos loma llano llanos rincon arroyo paso pozo campo campos palo piedra "
    "piedras quebrada santo santa san nueva nuevo alto barra cabo peña pena penas rio colonia".split()
)
LIVING = frozenset("vivo vive vivimos viven vivia naci nacio resido reside residimos estoy estamos soy somos".split())
ARTICLES = frozenset("el la los las lo".split())
MOVING = LEADS["a"] | frozenset("vayan acudo mando manda mandan derivan llevan llevo lleva voy iba iban entre".split())
STAYING = LEADS["en"] | frozenset(
    "esta estoy internado internada vive quedo ingreso atendi atendio revisaron revisan tratan trataron trato "
    "cosieron sacaron hizo hice consulte compre compro dio nos me interne estuve estuvo bautizamos reza toca toco "
    "canta canto entreno entrena".split()
)
BELONGING = LEADS["de"] | frozenset(
    "doctor doctora medico medica enfermera chica muchacho muchacha senorita farmaceutico farmaceutica monjas "
    "gente psicologa psicologo vuelta lado frente atras enfrente esquina fiesta comida patron patrona trabajadora "
    "dueno duena equipo".split()
)
DOUBTS = {"en": STAYING, "a": MOVING, "al": MOVING, "de": BELONGING, "del": BELONGING, "para": LEADS["para"]}
PLAYING = WORKING | frozenset("juega juego jugaba jugamos entrena entreno estudia estudio".split())
THINGS = written("spanish_things")
"""Nouns that stand behind "en la" or "al" in anybody's letter."""
UNSURE = THINGS | GENERIC | HEADS | SORTS | SORTS_OF
GAPS = frozenset({" ", ' "', " “", " «"})
MAX_WORDS = 3


def find_spanish_places(reading: Reading) -> Iterator[Span]:
    """Hospitals and towns that begin with a telling word, and what only a person can judge."""
    if reading.lang != "es":
        return
    words = reading.words
    for index in range(len(words) - 1):
        word, following = words[index], words[index + 1]
        if following.first or following.gap not in GAPS:
            continue
        bare = word.fold in {"en", "a"} and following.fold in {"divino", "sagrado"}
        if word.fold in ARTICLES or word.fold == "al" or bare:
            yield from _hospital(reading, index + 1)
        if word.fold in {"en", "de"} and following.fold in TOWNS_BEGIN and _is_home(words, index):
            yield from _town(reading, index + 1)
        if word.fold in DOUBTS:
            yield from _doubtful(reading, index)


def _hospital(reading: Reading, start: int) -> Iterator[Span]:
    words = reading.words
    word, before = words[start], words[start - 2].fold if start > 1 else ""
    led = before in {"en", "a", "de", "por", "para"} or words[start - 1].fold in {"al", "en", "a"}
    if not led:
        return
    following = words[start + 1] if start + 1 < len(words) else None
    crossed = word.fold == "cruz" and following is not None and following.fold in {"roja", "verde", "ambar"}
    if crossed or (word.fold in HOLY and words[start - 1].fold == "la"):
        last = start + crossed
        further = words[last + 1 : last + 3]
        placed = len(further) > 1 and further[0].fold == "de" and not further[1].first and further[1].fold not in THINGS
        placed = placed and (is_town(further[1].fold) or not is_known(further[1].fold, "es"))
        certain = placed or (not crossed and (not is_town(word.fold) or before == "en"))
        yield _org(words[start - 1], further[1] if placed else words[last], certain=certain)
        return
    if word.fold not in EPITHETS or following is None or following.gap != " " or following.first:
        return
    if following.fold in {"de", "del"} and start + 2 < len(words) and not is_stop(words[start + 2].fold):
        named = word.fold in {"virgen", "marques", "puerta", "infanta", "principe"}
        if named and words[start + 2].gap == " ":
            yield _org(words[start - 1], words[start + 2])
    elif (word.fold == "divino" or not _plain(following)) and following.fold not in {"rio", "mundo"}:
        yield _org(words[start - 1], following, certain=word.fold not in {"nino", "puerta"})


def _plain(word: Word) -> bool:
    return is_stop(word.fold) or is_clinical(word.fold) or word.fold in THINGS or word.fold in written("calendar")


def _is_home(words: list[Word], index: int) -> bool:
    return index > 0 and words[index - 1].fold in LIVING and not words[index].first


def _town(reading: Reading, start: int) -> Iterator[Span]:
    words = reading.words
    end = start + 1
    while end < len(words) and words[end].fold in {"de", "del", "la", "las", "los", "el"} and end - start < 3:
        end += 1
    if end >= len(words) or any(word.gap != " " or word.first for word in words[start + 1 : end + 1]):
        return
    if not _plain(words[end]):
        yield Span(words[start].start, words[end].end, Kind.LOCATION, Finder.CUE, "town")


def _doubtful(reading: Reading, index: int) -> Iterator[Span]:
    words = reading.words
    start = index + 1
    articled = words[start].fold in ARTICLES
    if articled and start + 1 < len(words):
        start += 1
    if words[start].gap not in GAPS or words[start].first or BLOCK in words[start].gap:
        return
    if not (articled or words[index].fold in {"al", "del"} or words[index].fold == "en"):
        return
    run = _run(words, start)
    if not run or not _does(words, index, DOUBTS[words[index].fold]):
        return
    works = words[index].fold in {"en", "para"} and any(w.fold in PLAYING for w in words[max(0, index - 3) : index])
    if len(run) == 1 and not (articled or words[index].fold in {"al", "del"}) and not works:
        return
    yield _org(words[index + 1], run[-1], certain=articled and works)


def _run(words: list[Word], start: int) -> list[Word]:
    end = start
    while end < len(words) and end - start < MAX_WORDS:
        word = words[end]
        if end > start and (word.first or word.gap != " "):
            break
        if is_stop(word.fold) or is_clinical(word.fold) or word.fold in written("calendar"):
            break
        if end == start and word.fold in UNSURE:
            break
        end += 1
    run = words[start:end]
    return [] if run and run[0].fold in written("safe_capitals") else run


def _does(words: list[Word], index: int, leads: frozenset[str]) -> bool:
    reach = 4 if words[index].fold in NEAR_ONLY else REACH
    place = index
    while place > 0 and index - place < reach and not words[place].first:
        place -= 1
        if (
            words[place].fold in leads
            or AGENT.fullmatch(words[place].fold)
            or (place == index - 1 and words[place].fold in {"el", "la", "los", "las"})
        ):
            return True
        if words[place].fold in {"y", "pero", "que", "porque"}:
            return False
    return False


def _org(first: Word, last: Word, *, certain: bool = True) -> Span:
    return Span(first.start, last.end, Kind.ORG, Finder.ORGANISATION, "where somebody works or goes", certain)
