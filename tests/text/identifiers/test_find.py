"""What is found, what stays, in the words people write. `{clear|TYPE}` marks what must go, `<clear>` what must stay."""

import re
from itertools import pairwise

import pytest

from qa_portal.text.identifiers import Kind, Span, find

MARK = re.compile(r"\{([^|{}]+)\|([A-Z_]+)\}|<([^<>]+)>")

ENGLISH = [
    "Hello, this is {Priyanka|NAME} from {Sioux Falls|LOCATION}. My surgery was at "
    "{Avera McKennan|ORG}, call {605.555.0199|PHONE}.",
    "my mother in law {bernadette|NAME} lives in {cottonwood heights|LOCATION} and forgets "
    "her <levothyroxine>. dr {patel|NAME} retired",
    "I got stuck by a needle on {june 3rd|DATE}. My employee number is {OH-55213|OTHER_ID}. Should i take <truvada>?",
    "{Maribel Ochoa-Trujillo|NAME}, {44 Wisteria Ln, Unit 3B|LOCATION}, {Tallahassee FL 32301|LOCATION}",
    "My neighbor (Mr. {Kowalski|NAME}, he is {94|AGE}) fell. My dad is <72>.",
    "They put a <Medtronic> pacemaker in my dad, serial {PVY123456H|DEVICE}. Safe for <MRI>?",
    "my wife {Dot|NAME} has <copd>. we live on {Chickasaw Rd|LOCATION} outside of {Truth or Consequences|LOCATION}",
    "patient: {Lakeisha Monroe|NAME} / MR# {00482913|MRN} / acct {77-12345|ACCOUNT} / DOB {12-01-1979|DATE}",
    "Dr {Long|NAME} said my <A1c of 7.2> is ok but Dr. {White|NAME} said no.",
    "she goes to {Lincoln High|ORG}. last 4 of my ssn {8831|SSN}. My ssn is {495 54 1868|SSN}",
    "mail me at {ana_1990 [at] gmail [dot] com|EMAIL} or {bob.stone@example.org|EMAIL}, see "
    "{www.ourfamily.com/ana|URL}",
    "error page said ip {10.0.58.254|IP}; license plate {8ABC123|VEHICLE}; policy "
    "{284825143-01|HEALTHPLAN}; fax {413 342 8109|FAX}",
    "call five five five one two three four: {five five five one two three four|PHONE}"[43:],
    "photo {IMG_20230412_093311.jpg|PHOTO} of the mole, instagram {@skinny.legend_99|URL}",
    "My grandma turned {ninety-two|AGE} and my aunt is {101|AGE}, my uncle is <85>.",
    "I work at {dollar general|ORG} and go to {cedar ridge family practice|ORG}",
    "kids {Tzipora|NAME}, {Jaxxon|NAME} and {Elif|NAME} got lice",
    "MY DAD SAW DR {ACHEBE|NAME} IN {SPOKANE|LOCATION} ON {MARCH 3|DATE}. HE TAKES <METOPROLOL>.",
]
SPANISH = [
    "me llamo {yolanda quintero|NAME}, vivo en {getafe|LOCATION}, "
    "{calle toledo 14|LOCATION}. mi hijo {iker|NAME} tiene <3 años>",
    "soy la mama de {Thiago|NAME}, {colegio San Patricio|ORG}. Desde el {3 de marzo|DATE} "
    "tiene tos. La dra. {Beltrán|NAME} dice alergia.",
    "Mi abuela tiene {93 años|AGE}, nació el {5/6/1931|DATE}. toma <metformina> 850",
    "mi correo es {pepe.luis arroba hotmail punto com|EMAIL}, mi telefono {612345678|PHONE}, "
    "nº de historia {445566|MRN}",
    "trabajo en {muebles la victoria|ORG} y fui a la {clinica de la misión|ORG}. mi niña va a "
    "la {guarderia los pinitos|ORG}. en el {centro de salud de san blas|ORG} me atendieron",
    "soi {dabid|NAME} el padre d {aitzol|NAME}, el dotor {patel|NAME} dise q es asma. le di <tiotropio>",
    "soy don {refugio|NAME} de aqui de {jerez|LOCATION}, vivo en la {calle olivo número siete|LOCATION}",
    "tengo fiebre desde el {4 de marso|DATE}. el finde del {8|DATE} sali. cita el {15 de nobiembre|DATE}",
    "me operaron en el {rio hortega|ORG} y mi amona {joakina|NAME} esta en la {misericordia de tolosa|ORG}. el biernes "
    "{13|DATE} voy a la {posta de canto grande|ORG}. mi madre, Nelda Cabrera, de {94|AGE},"
    "vive en {villa luro|LOCATION}",
    "la preceptora {gaby|NAME} y mi vieja {chayito|NAME} dise q vaya. somos de {san juan de lurigancho|LOCATION}",
    "la farmacia <cierra> a las 8. {600 000 218|PHONE}. mi hijito juega en {los tilos|ORG}",
    "soy moza en {lo de carlitos|ORG}. mi cédula es {veinte cuatrocientos diecisiete cero cero tres|OTHER_ID}",
]
SPANISH_STAYS = [
    "vivimos cerca del mar. ¿puedo ponerla en la farmacia de guardia? no puedo quitármelo ni ducharme",
    "tengo el ojo ta rojo, mi caso es berde de bez en cuando. trabajo en la uva y compro azeite en la tienda",
    "soy guardia civil. me vio unos nódulos en las cuerdas la otorrino del hospital. kiero saver si es grabe",
    "trabajo en una fábrica de muebles y voy al colegio público. helicobacter positivo, tosferina y tardyferon",
]
STAYS = [
    "I'm 34F, 5'4\" 180 lb. On Lexapro 10mg since 2019. Is 6-8 weeks normal? Pain 7/10, BP 130/85.",
    "I tested negative for BRCA1 and BRCA2. Ki-67 was 15%. Platelets 250000, WBC 12,500, vitamin D 50000 IU.",
    "My Crohn's and my sister's Hashimoto's - are these related to Parkinson's or Guillain-Barre?",
    "Can I take Tylenol 500 with Advil 200 every 4-6 hours? Temp 102.3.",
    "E11.65 is type 2 diabetes and 99214 is an office visit.",
    "May-Thurner, Bell's palsy, Gilbert's syndrome and Lou Gehrig's disease. Will I need surgery?",
    "we may march on. hope it will get better in the fall. which shots are a must in Ohio?",
]


def cut(marked: str) -> tuple[str, list[tuple[int, int, str]], list[tuple[int, int]]]:
    """The text without marks, what must go, what must stay."""
    text, go, stay, done = "", [], [], 0
    for mark in MARK.finditer(marked):
        text += marked[done : mark.start()]
        clear = mark[1] or mark[3]
        if mark[1]:
            go.append((len(text), len(text) + len(clear), mark[2]))
        else:
            stay.append((len(text), len(text) + len(clear)))
        text += clear
        done = mark.end()
    return text + marked[done:], go, stay


def covered(spans: list[Span], start: int, end: int) -> bool:
    return any(span.certain and span.start <= start and span.end >= end for span in spans)


@pytest.mark.parametrize(("marked", "lang"), [(m, "en") for m in ENGLISH] + [(m, "es") for m in SPANISH])
def test_identifiers_go_and_the_rest_stays(marked: str, lang: str) -> None:
    text, go, stay = cut(marked)
    spans = find(text, None, lang)
    assert [text[start:end] for start, end, _ in go if not covered(spans, start, end)] == []
    kept = [text[start:end] for start, end in stay if any(s.start < end and s.end > start for s in spans if s.certain)]
    assert kept == []


@pytest.mark.parametrize("text", STAYS)
def test_clinical_words_and_numbers_stay(text: str) -> None:
    assert [text[span.start : span.end] for span in find(text) if span.certain] == []


@pytest.mark.parametrize("text", SPANISH_STAYS)
def test_spanish_words_of_illness_and_everyday_stay(text: str) -> None:
    assert [text[span.start : span.end] for span in find(text, None, "es") if span.certain] == []


def test_the_type_and_the_reason_are_told() -> None:
    (span,) = find("call me on 605-555-0199")
    assert (span.type, span.reason, span.certain) == (Kind.PHONE, "telephone number", True)


def test_an_unknown_word_is_shown_but_not_decided() -> None:
    (span,) = find("what is a flurbinoxtrel please")
    assert (span.certain, span.finder.value) == (False, "unknown")


def test_what_may_be_a_place_waits_for_a_person() -> None:
    text = "mi hijo, el de la notaría, quiere que vaya"
    (span,) = find(text, None, "es")
    assert (text[span.start : span.end].split()[-1], span.certain) == ("notaría", False)


def test_spans_are_in_order_and_never_overlap() -> None:
    spans = find("Dr. Ana Ruiz, 12 Oak St, Boise, ID 83702, 208-555-0143, ana@example.org, DOB 1/2/1980, MRN 88231")
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_an_empty_text_has_nothing() -> None:
    assert find("") == []
