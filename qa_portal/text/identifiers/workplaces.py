"""Organisations without a telling last word: what follows "I do hair at", "play for", "a nurse at", in any case."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import (
    is_clinical,
    is_common,
    is_health,
    is_known,
    is_known_in_spanish,
    is_stop,
    written,
)
from qa_portal.text.identifiers.name_shapes import HARD
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span

FLAGS = re.IGNORECASE
ACTIVE = re.compile(
    r"\b(?:(?:(?:i|we|he|she|they|who|and|now|still|also)\s)?(?:do|does|did) (?:hair|nails|lashes|security|nights|"
    r"days|shifts|reception|deliveries|tattoos|laundry|accounts)|"
    r"nights|shifts?|overtime|double|"
    r"(?:i|we|he|she|they|who|mom|dad|husband|wife|son|daughter|and|also|clean pools|clean houses|clean)\s(?:(?:also|"
    r"still|just|only)\s)?(?:work|works|worked|teach|"
    r"teaches|coach|coaches|drive|drives|drove|cook|cooks|clean|cleans|weld|welds|play|plays|cheer|cheers|pitch|run|"
    r"runs|swim|swims|wrestle|wrestles|"
    r"dance|dances|volunteer|volunteers|bartend|bartends|haul|hauls|tend bar|wait tables|fly|ride|rides|row|rows|"
    r"play jv|play varsity|play ball)|works|worked|working|(?:play|playing|plays) \w{3,10}|rides|teaches|coaches|"
    r"volunteers|studies|attends|"
    r"clean pools|cleaning|job|employed|internship|intern|apprentice|placement|cashier|welder|mechanic|janitor|nurse|"
    r"aide|cna|teacher|sub|manager|cook|"
    r"chef|driver|barista|server|waitress|bartender|stylist|solicitor|lawyer|accountant|engineer|porter|cleaner|carer|"
    r"lifeguard|foreman|supervisor|boss|secretary|receptionist|clerk|guard|player|student|pupil|apprenticeship|year "
    r"student|"
    r"fainted|faint|passed out|collapsed|fell|hurt|elbowed|cheer|jv|varsity|trampoline|wrestling|practice|training|"
    r"lessons|class|classes|"
    r"operated|operation|hip done|knee done|done|surgery|put to bed|delivered|xray|x-ray|scan|bloods|tests|film|seen|"
    r"admitted|"
    r"hair)\s(?:at|for|with|by|from|of|out at|down at|over at|up at|off the trampoline at|out of)\s(?:the\s)?$",
    FLAGS,
)
CARE = re.compile(
    r"\b(?:nurse|doctor|boss|lady|girl|guy|woman|man|people|folks|carers?|careers|sister|aide|staff|pharmacist|"
    r"chemist|ladies|girls|"
    r"warden|team|kids|outbreak|reception|check|vet|friend|amigo|amiga)\s(?:at|from|in|with|by|del?|de la|de las|de "
    r"los)\s(?:the\s)?$",
    FLAGS,
)
DIRECT = re.compile(
    r"(?:\b(?:he|she|they|who|son|daughter|kid|kids|boy|girl|sister|brother)|\ue000)\s"
    r"(?:goes to|go to|went to|attends)\s(?:the\s)?$|"
    r"\b(?:i|we)\s(?:go to|go|attend|attended|went to|teach at)\s(?:the\s)?$|\b(?:old|new|my|our) "
    r"(?:surgery|school|gym|church|gp|practice|chemist)\s(?:is\s|was\s)?$|"
    r"\b(?:lollipop lady|lives? next to|parked|waiting|work(?:s|ing)? (?:next to|outside|inside|near)) (?:at |"
    r"outside )?(?:the\s)?$",
    FLAGS,
)
PLAYED = re.compile(r"\b(?:i|we)\s(?:play|work)\s(?:the\s)?$", FLAGS)
"""Before a capital: "we play the Rialto", not "I play dobro"."""
PRESENT = re.compile(
    r"\b(?:i['’]?m|i am|we['’]?re|we are|we r|we were|i was|stopped|waiting|hand caught|caught)\s(?:\w{2,10}\s){0,3}"
    r"(?:at|by|out at|over at|down at)\s(?:the\s)?$",
    FLAGS,
)
APPOSED = re.compile(
    r"\b(?:my|our|his|her|their|the)\s(?:caf[eé]|coffee shop|shop|store|salon|band|company|business|firm|gym|school|"
    r"church|mosque|temple|"
    r"synagogue|clinic|hospital|care home|nursing home|daycare|nursery|preschool|restaurant|bakery|bar|pub|farm|"
    r"ranch|team|club|"
    r"employer|workplace|job|van|troupe|choir|studio|practice|surgery|pharmacy|college|university|camp|agency|"
    r"charity|dojo|troop)"
    r"(?:\s\(|,\s|\s[-–—]\s)(?:the\s)?(?P<id>[A-ZÀ-Þ][\w'’&.\-]{1,20}(?:\s(?:(?:of|the|and|&|de|la|at)"
    r"\s)?[A-ZÀ-Þ][\w'’&.\-]{1,20}){0,4})"
    r"(?=[,.;)!?]|\s[-–—]\s|\s?$)"
)
PROCEDURE = re.compile(
    r"\b(?:operated|operation|done|surgery|delivered|x-?ray|scan|bloods|tests|film|seen|admitted|hair|class|classes|"
    r"lessons|training|practice)\sfor\s(?:the\s)?$",
    FLAGS,
)
"""Before "for" these tell why and not where: "surgery for mostly cosmetic reasons"."""
CALLED = re.compile(r"\b(?:is called|called|named|we call it|se llama|llamad[oa]|goes by)\s(?:the\s)?[\"“']?$", FLAGS)
AT = re.compile(
    r"(?:\b(?:at|@|outside|via|near the|by the|next to the|behind the|across from)|@)\s(?:the\s|our\s)?$", FLAGS
)
SPANISH = re.compile(
    r"\b(?:(?:trabaj\w{1,5}|labor\w{1,4}|curr\w{1,4}|laburo|limpi\w{1,4}|estudi\w{1,5}|doy clases?|jueg\w{1,3}|"
    r"entren\w{1,3}|"
    r"toc[oa]|vend[eo]|cajer[oa]|enfermer[oa]|chofer|operador\w?|camarer[oa]|emplead[oa]|pensionad[oa]|jubilad[oa]|"
    r"operar(?:on|me)|oper[eéoó]|operad[oa]|ingres\w{2,5}|atendi\w{2,5}|nad\w{1,3}|limpieza|socio|socia|alumn[oa]|"
    r"maestr[oa]|profesor[a]?|"
    r"voy|fui|fue|ir|va|llev[oóaé]\w{0,3}|sacaron|trajeron|estoy(?: sola?)?|hicieron|hice|hisop\w{1,3}|toca|turno|"
    r"cita|guardia|techos)"
    r"(?:\s(?:los|las|el|la|de|con|una?|mi|a|un|alta|sola|solo|[a-zñáéíóú]{4,12})){0,3})"
    r"\s(?:en|para|a|al|del?|por)\s(?P<art>(?:el|la|los|las|lo|un|una)\s)?$",
    FLAGS,
)
SPANISH_JOB = re.compile(
    r"\b(?:trabaj\w{1,5}|labor\w{1,4}|laburo|curr\w{1,4}|cajer[oa]|vend[eo]\s\w+|operador\w?|pensionad[oa]|emplead[oa]|"
    r"limpi\w{1,4}|estudi\w{1,5}|enfermer[oa]|camarer[oa]|socio|alumn[oa]|jueg[oa]\w?|nad\w{1,3}|estoy(?: sol[oa])?|"
    r"hisopo|sacaron|me toca|fui)"
    r"(?:\sde\scajera)?\s(?:en|para|de|del|al)\s(?:(?:el|la|los|las)\s)?$",
    FLAGS,
)
NOT_NAMES = frozenset(
    "home work school night nights church hospital clinic college university desk computer restaurant factory "
    "warehouse store shop gym office job bar salon farm plant site hotel nursery daycare preschool camp party "
    "game practice bakery cafe library pool beach park mall airport station pharmacy chemist surgery hospice "
    "lunch dinner breakfast weekend weekends times time first last once all least most best worst rest end start "
    "beginning height heights restaurants schools hospitals clinics factories different various several couple "
    "bit lot construction retail food fast grocery customer call center centre health healthcare medical dental "
    "nursing kids children people patients elderly living local big small large busy private public urgent "
    "emergency er icu ward unit room bed bedtime night's gp doctor doctors dentist dr specialist vet hairdresser "
    "mechanic garage bank hours hour minutes days week month year years age risk stake present front back side "
    "top bottom door window house apartment place here there another same other high middle elementary primary "
    "secondary junior senior grad law med state city county company firm business industry team league sports "
    "football soccer basketball baseball volleyball hockey tennis piano guitar violin drums games video videos "
    "cards fun money free cash living charity myself himself herself urgencias casa hospital clinica medico "
    "trabajo escuela colegio fabrica oficina tienda bar restaurante campo obra playa dormir comer correr cama "
    "bano calle consulta centro farmacia especialista ambulatorio psicologo pediatra cabecera dentista ginecologa "
    "ginecologo urologo dermatologa dermatologo cirujano domicilio universidad gimnasio piscina mercado planta "
    "semana mes ano tarde noche manana dia vez hoy ayer siempre veces favor counter register desk piano banjo "
    "guitar drums trumpet tuba flute sousaphone bugle horn cello harp bass sax accordion wheel jv varsity roughly "
    "degrees percent ten twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand approximately around exactly precisely nearly pace random large college fields land system odds edge "
    "stock "
    "line lines field pain distance length rates speed ease peace sea war rate low night day bottom feet foot "
    "primer segundo tercer cuarto quinto sexto septimo octavo noveno packing piso cuerdas cancha floricola "
    "bananera minera petrolera constructora naviera camaronera maquila uva fresa tomate naranja pizca cosecha "
    "lechuga labor milpa algodon poison mesero mesera cajera cajero camarera camarero chofer ayudante secretaria "
    "vendedor vendedora".split()
)
FIRST_WORDS = frozenset(
    "new old young little big three two four seven blue red green black white good lady happy".split()
)
"""Ordinary words that begin the names of places."""
PLAIN_AFTER = frozenset(
    "and or but so because since when where while that which who now since due after before if about until as".split()
)
MAX_WORDS = 4


def find_workplaces(reading: Reading) -> Iterator[Span]:
    """What stands where a place of work, study, play or care is named."""
    for match in () if reading.shouted else reading.each(APPOSED):
        if fold(match["id"]) not in written("safe_capitals") and not is_clinical(fold(match["id"])):
            yield Span(
                match.start("id"), match.end("id"), Kind.ORG, Finder.ORGANISATION, "name beside what the place is"
            )
    words = reading.words
    for index, word in enumerate(words):
        if not index or word.first or word.gap not in {" ", ": ", ' "', " “", " '"}:
            continue
        leading = words[index - 1].fold
        if leading not in _LEADS:
            continue
        if _end(reading, index, ordinary=True) == index:
            continue
        low = max(0, word.start - 70)
        strong = bool(
            reading.first(ACTIVE, low, word.start)
            or reading.first(CALLED, low, word.start)
            or reading.first(DIRECT, low, word.start)
            or reading.first(PRESENT, low, word.start)
            or (word.cap and reading.first(PLAYED, low, word.start))
        )
        care = bool(reading.first(CARE, low, word.start))
        at = bool(reading.first(AT, low, word.start))
        spanish = reading.lang == "es" and bool(reading.first(SPANISH, low, word.start))
        if not (strong or care or at or spanish) or _is_called_ill(reading, index):
            continue
        job = spanish and bool(reading.first(SPANISH_JOB, low, word.start))
        strong = strong and not (leading == "for" and reading.first(PROCEDURE, low, word.start))
        bare = care and leading in {"at", "from"}
        end = _end(reading, index, ordinary=strong or job or bare or (care and reading.shouted))
        if end > index:
            yield Span(word.start, words[end - 1].end, Kind.ORG, Finder.ORGANISATION, "where somebody works or goes")


_LEADS = frozenset(
    "at for with by from of the our in called named it is outside surgery school gym church gp practice chemist "
    "go play work to attend attended via en para a al de del por el la los las lo un una llama llamado llamada @ "
    "was".split()
)


def _end(reading: Reading, index: int, *, ordinary: bool) -> int:
    words = reading.words
    end = index
    while end < len(words) and end - index < MAX_WORDS:
        word = words[end]
        if end > index and (word.first or word.gap not in {" ", "-", " & ", "'s ", "’s ", "' ", "’ "}):
            break
        cap_run = word.cap and end + 1 < len(words) and words[end + 1].cap and words[end + 1].gap == " "
        if word.fold in written("calendar") or (word.fold in written("safe_capitals") and not cap_run):
            break
        if is_guarded(reading, end) and not (word.cap and end > index and words[end - 1].cap):
            break
        if not _names(reading, end, ordinary=ordinary, first=end == index):
            break
        end += 1
    run = words[index:end]
    if not run or all(word.fold in NOT_NAMES for word in run) or (run[0].fold in NOT_NAMES and not run[0].cap):
        return index
    if len(run) == 1 and run[0].text.isupper() and len(run[0].text) < 4:
        return index
    end = _linked_end(reading, end, ordinary=ordinary)
    plain = [word for word in run if is_common(word.fold) and not word.cap]
    named = 2 <= len(run) <= 3 and (run[-1].fold not in NOT_NAMES or run[-1].fold in written("telling_suffixes"))
    announced = reading.shouted or words[index - 1].fold in {"the", "la", "el"}
    foreign = reading.lang == "es" and ordinary and not is_known_in_spanish(run[0].fold)
    single = (
        len(run) == 1
        and ordinary
        and (announced or foreign)
        and not run[0].fold.endswith("s")
        and run[0].fold not in NOT_NAMES
    )
    if len(plain) == len(run) and not named and not single:
        return index
    return end


def _is_called_ill(reading: Reading, index: int) -> bool:
    """Whether an illness or a drug is called what follows: "an antacid named tritralac"."""
    words = reading.words
    return index > 1 and words[index - 1].fold in {"called", "named"} and is_health(words[index - 2].fold)


def _linked_end(reading: Reading, end: int, *, ordinary: bool) -> int:
    """In Spanish a name goes on over "de" and "del": "Empaques del Valle"."""
    words = reading.words
    if reading.lang != "es" or not ordinary or end + 1 >= len(words) or words[end].first or words[end + 1].first:
        return end
    if words[end].fold not in {"de", "del"} or words[end].gap != " " or words[end + 1].gap != " ":
        return end
    following = words[end + 1]
    alike = following.cap or reading.shouted
    return end + 2 if alike and not is_stop(following.fold) and not is_clinical(following.fold) else end


def _names(reading: Reading, index: int, *, ordinary: bool, first: bool) -> bool:
    word = reading.words[index]
    if word.cap:
        return not (is_stop(word.fold) and first and word.fold in {"i", "my"})
    if first and ordinary and word.fold in FIRST_WORDS:
        return True
    after_first = not first and reading.words[index - 1].fold in FIRST_WORDS and word.fold not in NOT_NAMES
    if (is_stop(word.fold) and not (after_first and word.fold not in HARD)) or is_clinical(word.fold):
        return False
    if word.fold in PLAIN_AFTER:
        return False
    if not is_known(word.fold, reading.lang):
        return True
    return ordinary and (word.fold not in NOT_NAMES or not first)
