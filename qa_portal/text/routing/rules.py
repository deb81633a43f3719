"""Rules that come before the words: a child, a pregnancy, a question about how to take a medicine."""

import re
from collections.abc import Iterator

from qa_portal.text.routing.words import sentences

ADULT_YEARS = 18
LEAST = 2.5
AHEAD = 1.0
"""A sure rule puts its queue so far in front of the next."""
HINT = 1.0
"""What a rule adds where it only may be so."""
CHILD_SLUGS = ("paediatrics", "pediatrics", "children")
PREGNANCY_SLUGS = ("ob_gyn", "obstetrics", "womens_health", "gynaecology")
PHARMACY_SLUGS = ("pharmacy", "pharmacist", "medicines")

BAND_YEARS = re.compile(r"\d{1,3}")
CHILD_BAND_WORD = re.compile(r"under|<|child|infant|baby|newborn|toddler|teen|adolescent")
SMALL_BAND = re.compile(r"under|<|infant|baby|newborn|toddler|child|^[0-9]\b|^[0-9]_")

KID = (
    r"(?:sons?|daughters?|child(?:ren)?|kids?|kiddo|bab(?:y|ies)|infant|newborns?|toddler|boys?|girls?|nephew|"
    r"niece|grand(?:son|daughter|child|baby)|"
    r"lad|twins?|little one|little man|hij[oa]s?|nin[oa]s?|bebes?|bebit[oa]|niet[oa]s?|sobrin[oa]s?|nen[eao]s?|"
    r"chamac[oa]s?|chav[oa]|"
    r"peque|pequen[oa]|criatura|chiquit[oa]|gurisa?|guagua|wawa|escuincle|mell?iz[oa]s|gemel[oa]s|ahijad[oa]|"
    r"hermanit[oa])"
)
AGE = re.compile(
    r"\b(?:(?P<years>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|un|dos|tres|cuatro|"
    r"cinco|seis|siete|ocho|nueve|diez|"
    r"once|doce)(?: and a half| y medio)?\s*-?\s*(?:(?:years?|yrs?|yr|yo|y/o|y\.o\.?|ani?os?|"
    r"anitos?)\b(?![\s-]*(?:ago|back|con |fumando|tomando|de casad|in this))|"
    r"(?P<small>months?|mos?|weeks?|wks?|days?|mes(?:es)?|semanas?|dias)\b[\s-]*(?:old|de edad|de nacid[oa]|"
    r"de vida)))"
)
AGED = re.compile(
    rf"\b{KID}\b[^.?!]{{0,25}}?(?:aged?|is|turned|turns|just|\(|,|de|tiene|"
    rf"cumplio)\s*\(?(\d{{1,2}})\b(?!\s*(?:mg|ml|days?|weeks?|months?|times|%|kg|dias|semanas|:|am|pm|/))"
)
YEAR_OLD = re.compile(
    r"\b(?:my|our|the|a|an|with)\s+(?:almost |nearly |just )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen)(?: and a half)?[\s-]*(?:years?|yrs?|yo|y/o|months?|mo|weeks?|wks?|"
    r"days?)?[\s-]*olds?\b"
    r"(?!\s+(?:scar|injury|filling|tattoo|break|fracture|crown|implant|wound|car|dog|cat|puppy|kitten|house|"
    r"problem|surgery|knee|hip|prescription|bottle|pack))"
)
SURELY_SMALL = re.compile(
    r"\b(?:(?:my|our|the|her|his) (?:newborn|toddler|infant|preschooler|baby boy|baby girl|bub|grandbaby|"
    r"little (?:boy|girl|one|man|lad|guy))|"
    r"newborn|preemie|(?:mi|nuestr[oa]|el|la) (?:bebe|bebit[oa]|recien nacid[oa]|peque|nen[ea]|guagua|lactante|"
    r"crio|cria|chamaquit[oa]|chiquit[oa])|"
    r"(?:my|our) (?:baby|kid|kiddo|little ones?)|kindergarten|nursery|day ?care|nappy|nappies|diapers?|"
    r"pediatrician|paediatrician|health visitor|"
    r"pediatra|panal(?:es)?|guarderia|kinder|jardin de infan\w+|preescolar|biberon|mamadera|tetero)\b"
)
SCHOOL = re.compile(
    r"\b(?:school|teachers?|class(?:room|mates?)?|grade|playground|pre-?school|crib|cot|playdate|escuela|"
    r"colegio|cole|maestr[oa]|primaria|secundaria|"
    r"recreo|kinder|jardin|teen(?:ager)?|adolescente)\b"
)
OWN_KID = re.compile(rf"\b(?:my|our|mi|nuestr[oa])\s+(?:\w+ )?{KID}\b")
SELF_AGE = re.compile(
    r"\b(?:i am|im|i'm|tengo|a|soy un[ao]? \w+ de)\s+(?:only |just |solo |a )?(?P<years>\d{1,2})\b(?!\s*(?:mg|"
    r"weeks?|months?|days?|dias|semanas|meses|kg|lbs|"
    r"hours?|stone|foot|feet|%|kilos|hij|children|kids|years? (?:into|in|post|after|since)|ani?os? (?:con|de|en|"
    r"sin|tomando|fumando|trabajando|casad)))"
    r"(?=\s*(?:[,.;)]|years?|yrs?|yr|yo|y/o|ani?os|and|y|male|female|m\b|f\b|-year))"
)
FIRST_PERSON = re.compile(r"\b(?:i|ive|im|id|me|myself|my own|yo|tengo|estoy|siento|puedo|noto|me)\b")
THIRD_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hes|shes|hers|they|el|ella|le|les|lo|la|tiene|esta|su|sus|dice|come|duerme)\b"
)
GUEST = re.compile(
    rf"\b(?:since|after|from|desde que|caught (?:it )?from|off)\s+(?:my|our|the|mi|"
    rf"nuestr[oa])?\s*(?:\w+ )?(?:{KID}|birth)|"
    rf"\b(?:i have|ive got|i look after|i work with|teach|mother of|mum of|mom of|father of|dad of|tengo|"
    rf"mama de|papa de|cuido|trabajo con)\s+(?:a|an|two|three|four|un|una|dos|tres|\d)\s*(?:\w+\s){{0,3}}?{KID}"
)

NOT_NOW = re.compile(r"\b(?:not|isnt|never|no estoy|no esta)\s+(?:\w+\s)?(?:pregnan|embaraz)")
PREGNANT_NOW = re.compile(
    r"\b(?:pregnant|preg|preggers|prego|embarazad[ao]s?|prenad[ao]|encinta|weeks along|months along|weeks gone|"
    r"expecting (?:a |our |my |twins|in|number)|"
    r"(?:first|second|third|1st|2nd|3rd) trimester|(?:primer|segundo|tercer) trimestre|due (?:date|in)|"
    r"baby bump|my bump|midwife|antenatal|prenatal|"
    r"(?:semanas|meses) (?:de (?:embarazo|gestacion|embarazada)|embarazada)|(?:mi|el|este|durante el|"
    r"en el) embarazo|pregnancy|gestacion|"
    r"(?:espero|esperando|esperamos) (?:un |a mi |mi |nuestro )?(?:bebe|hijo|hija)|matrona|partera)\b"
)
NOT_PREGNANT = re.compile(
    r"\b(?:(?:not|isnt|arent|cant be|never been|no estoy|no esta|no estaba|nunca (?:he )?estado|im not|"
    r"not currently|descart\w+|ruled out)\s+(?:\w+\s)?(?:pregnan\w+|embaraz\w+|el embarazo)|"
    r"(?:when|while|last time|back when|since) (?:i|she|my wife) (?:was|got|were) (?:\w+ )?pregnant|(?:cuando|"
    r"mientras) (?:yo )?(?:estaba|estuve|quede) (?:embarazada|encinta)|"
    r"(?:during|in|with|since|after|before|from|of|desde|en|despues de|tras|durante) (?:my|the|both|all|mi|el|"
    r"los|mis) (?:\w+ )?(?:pregnanc\w+|embarazos?)|"
    r"pregnan(?:t|cy) (?:test|scare)|prueba de embarazo|test de embarazo|(?:get|getting|got|become|becoming|"
    r"fall|falling|be) pregnant|quedar(?:me|se)? embarazada|"
    r"pregnant (?:last|in (?:19|20)\d\d|before)|(?:past|previous|last|first|second|earlier|two|three|"
    r"four) pregnanc\w+|(?:ultimo|primer|anterior|segundo|dos|tres) embarazos?)\b"
)

MEDICINE = re.compile(
    r"\b(?:tablets?|pills?|capsules?|medicines?|medications?|meds|antibiotics?|doses?|dosage|syrup|drops|"
    r"inhaler|spray|patch(?:es)?|prescription|painkillers?|"
    r"paracetamol|acetaminophen|tylenol|ibuprofen|advil|aspirin|statins?|insulin|ssris?|supplements?|vitamins?|"
    r"blood thinners?|antihistamines?|\d+ ?(?:mg|mcg|ml)|"
    r"pastillas?|tabletas?|comprimidos?|capsulas?|medicamentos?|medicinas?|remedios?|antibioticos?|dosis|jarabe|"
    r"gotas|inyeccion(?:es)?|receta|ibuprofeno|paracetamol|"
    r"aspirina|insulina|suplementos?|vitaminas?|anticoagulantes?|"
    r"\w{3,}(?:pril|sartan|statin|prazole|olol|dipine|cillin|mycin|cycline|floxacin|oxetine|azepam|zolam|profen|"
    r"gliptin|gliflozin|formin|thyroxine|parin|xaban|"
    r"triptan|setron|zosin|azole|pril|estatina|prazol|dipino|cilina|micina|ciclina|floxacino|oxetina|formina|"
    r"tiroxina|sartan))\b"
)
MEDICINE_ASKED = re.compile(
    r"\b(?:(?:miss(?:ed)?|skip(?:ped)?|forgot|forget|forgotten|late with|double[ds]?|doubled up|took two|"
    r"taken two|took (?:it |them |my \w+ )?twice)\b|"
    r"(?:se me )?(?:olvid\w+|salte|pas[eo] (?:la|una)|tome (?:dos|doble))|"
    r"(?:take|taking|mix|mixing|combine|use|give|have|drink|drinking|eat) [^.?!]{0,50}(?:with|together|"
    r"alongside|on top of|while (?:on|taking)|at the same time|same time|along with)|"
    r"(?:tomar|mezclar|juntar|combinar|usar|dar) [^.?!]{0,50}(?:con|junto|juntos|juntas|a la vez|"
    r"al mismo tiempo|mientras)|"
    r"interact\w*|interfere\w*|clash\w*|interaccion\w*|interfier\w+|"
    r"(?:crush|split|cut|halve|chew|dissolve|open)(?:ed|ing)? (?:it|them|the|my|in|into|up)|(?:partir|triturar|"
    r"machacar|masticar|disolver|abrir) (?:la|las|el|los|mi|una)|"
    r"out of date|expir\w+|past its|best before|fridge|refrigerat\w+|left (?:it |them )?(?:out|in the (?:car|"
    r"sun))|store|stored|storage|hot car|suitcase|hand luggage|"
    r"caduc\w+|venci\w+|nevera|heladera|refrigerador|frigorifico|guardar|conserv\w+|fuera de la|"
    r"generic|brand|different (?:colou?r|shape|name|box|make)|same (?:thing|drug|medicine|as)|equivalent|"
    r"substitute|out of stock|shortage|generico|marca|es lo mismo|equivalente|"
    r"no hay en|desabastec\w+|agotad[oa]|before or after (?:food|meals|eating)|with (?:or without )?food|"
    r"empty stomach|antes o despues de|en ayunas|con comida|con leche|"
    r"what time of day|morning or (?:at )?(?:night|evening)|how (?:far|long|many hours) (?:apart|between)|"
    r"maximum|max dose|how many|how much|cuantas? (?:puedo|tomo|horas|veces)|"
    r"cada cuant\w+|dosis maxima|a que hora|half (?:a|the) (?:tablet|pill|dose)|media (?:pastilla|tableta)|"
    r"grapefruit|toronja|pomelo|"
    r"come off|coming off|wean|taper\w*|stop(?:ping)? suddenly|stop taking|run out|ran out|refill|"
    r"repeat prescription|dejar de tomar|se me acab\w+|"
    r"throw (?:away|out)|dispos\w+|get rid of|desechar|tirar)\b"
)


def found(
    text: str, age_band: str | None, pregnant: bool | None
) -> Iterator[tuple[str, tuple[str, ...], float | None]]:
    """Yield (reason, kinds of queue, points) of each rule that holds; points None puts the queue in front of all.

    Somebody pregnant is looked after by the maternity side also when under eighteen; a small child is never pregnant.
    """
    child = is_child_band(age_band) if age_band else is_about_a_child(text)
    if is_medicine_question(text):
        yield "medicine question", PHARMACY_SLUGS, HINT
    if child:
        yield "age", CHILD_SLUGS, None
    if pregnant or (pregnant is None and is_pregnant(text)):
        if not (child and (SMALL_BAND.search(age_band.casefold()) if age_band else True)):
            yield "pregnancy", PREGNANCY_SLUGS, None
    elif pregnant is None and PREGNANT_NOW.search(text) and not NOT_NOW.search(text):
        yield "pregnancy", PREGNANCY_SLUGS, HINT


def is_child_band(age_band: str) -> bool:
    """Whether an age band ("5_11", "under_1", "child") is below eighteen."""
    if CHILD_BAND_WORD.search(age_band.casefold()):
        return True
    years = BAND_YEARS.search(age_band)
    return years is not None and int(years.group()) < ADULT_YEARS


def is_about_a_child(text: str) -> bool:
    """Whether a plain text is about a child ("my son is 4 years old"), and not only tells that there is one."""
    said = SELF_AGE.search(text)
    if said and 4 < int(said["years"]) < ADULT_YEARS:
        return True
    if not _names_a_child(text) or _only_grown(text):
        return False
    return not (GUEST.search(text) and _speaks_of_self(text)) and not _speaks_mostly_of_self(text)


def _names_a_child(text: str) -> bool:
    if YEAR_OLD.search(text) and not _only_grown(text):
        return True
    if SURELY_SMALL.search(text):
        return True
    kid = OWN_KID.search(text)
    if not kid:
        return False
    if _has_young_age(text):
        return True
    return bool(SCHOOL.search(text)) and not _only_grown(text)


def _has_young_age(text: str) -> bool:
    for age in AGE.finditer(text):
        if age["small"] or not age["years"].isdigit() or int(age["years"]) < ADULT_YEARS:
            return True
    return any(int(age[1]) < ADULT_YEARS for age in AGED.finditer(text))


def _only_grown(text: str) -> bool:
    ages = [int(age["years"]) for age in AGE.finditer(text) if age["years"].isdigit() and not age["small"]]
    return bool(ages) and min(ages) >= ADULT_YEARS


def _speaks_of_self(text: str) -> bool:
    return len(FIRST_PERSON.findall(text)) >= 2


def _speaks_mostly_of_self(text: str) -> bool:
    mine, theirs = len(FIRST_PERSON.findall(text)), len(THIRD_PERSON.findall(text))
    return mine >= 4 and mine > 2 * theirs


def is_pregnant(text: str) -> bool:
    """Whether a plain text says that somebody is pregnant now."""
    rest = NOT_PREGNANT.sub(" ", text)
    return bool(PREGNANT_NOW.search(rest))


def is_medicine_question(text: str) -> bool:
    """Whether a sentence of a plain text asks how to take, keep or combine a medicine."""
    return any(MEDICINE_ASKED.search(sentence) and MEDICINE.search(sentence) for sentence in sentences(text))
