"""The rules by what they mean, on sentences of their own. `{clear|TYPE}` must go, `<clear>` must stay."""

import socket
import time

import pytest

from qa_portal.text.identifiers import find
from tests.text.identifiers.test_find import covered, cut

TABLE: dict[str, list[str]] = {
    "a day without a month": [
        "it began on saturday {the 14th|DATE} after lunch",
        "the swelling came back thurs {21st|DATE}, see <the 2nd dose>",
        "seen by the clinic before {the nineteenth|DATE}, my <third pregnancy>",
    ],
    "a date read aloud": [
        "born {the fourth of march nineteen fifty one|DATE}",
        "she was diagnosed {june two thousand twelve|DATE}",
        "it is {late October|DATE} or so, for <2 weeks>",
    ],
    "a month with a slip or of another tongue": ["operated {septembre 12|DATE}", "the visit was {3 juillet|DATE}"],
    "an age over eighty-nine in passing": [
        "Great-uncle Otto, {97|AGE}, fell. His son is <67>.",
        "which makes me {ninety-eight|AGE}, and my heart rate is <92>",
    ],
    "spelled letter by letter": ["my name is Okonkwo, {O K O N K W O|NAME}, on <vitamin B 12>"],
    "a number read aloud": [
        "my record number is {four four oh nine two|MRN} and I take <two three times> a day",
        "plan number {B as in bravo seven seven one three|HEALTHPLAN}",
    ],
    "a field of a form": [
        "Patient: {Ottilie Fennimore|NAME}\nWhere: {Lakeshore Derm|ORG}\nReason: <knee pain>",
        "Student: {Kaleo Mahoe|NAME}  Gr 9\nComplaint: <Asthma>",
    ],
    "an exported chat": ["01/02/2024, 21:40 - {Eirlys|NAME}: how is the <fever>?"],
    "an initial and a surname": ["signed by {R. Halvorsen|NAME}, about <C. difficile> and <H. Pylori>"],
    "another script": ["Hello, I am Noa ({נועה|NAME}), I take <metformin>"],
    "a name that was told before": ["My sister is {Joy|NAME}. {Joy|NAME} has a <rash>, no <joy> at all."],
    "somebody who does something": ["{Zebulon|NAME} says it itches. <Metformin> does not help."],
    "a name on its own line": ["Is it catching?\n\n{Philippa Drummond|NAME}, 01632 960 011"],
    "a number in a national form": [
        "DNI {00000014-Z|OTHER_ID}, IBAN {ES00 0000 1111 2222 3333 4444|ACCOUNT}",
        "aadhaar {0000 2222 3333|OTHER_ID}, van {AB12 CDE|VEHICLE}, dose <500 mg>",
    ],
    "a letter code before a number": ["my card is {XQ SIP 50850011|HEALTHPLAN}, <20 mg>"],
    "who says who they are": ["It's {Bexley|NAME}, I take <Ventolin>", "it's <Lupus>, this is <it>"],
    "a measure of ninety and more": ["my oxygen is <94> and my heart rate was <101>"],
    "a disease word after a verb": ["My boy {Milo|NAME} has <spots> and {Milo|NAME} had a <fever>"],
    "a user name": ["find me as {night_heron_7|OTHER_ID}", "my discord is {mossy.log|OTHER_ID}, <user error> maybe"],
    "a host and a path": ["photo at {pics.example/u/mole|URL}, see <e.g. this>"],
    "a place of work without a telling word": [
        "i do nails at {velvet claw|ORG} and my hands <crack>",
        "i work nights at <home>",
        "she was a nurse at {Kestrel|ORG}, now <at work> part time",
        "we fainted at {new dawn|ORG} after <running>",
    ],
    "a firm or clinic of ordinary words, by what somebody does there": [
        "my husband drives a van for {three sisters bakery|ORG} and his <back> hurts",
        "they saw him at {the meadows surgery|ORG} and gave <naproxen>",
        "they tested him at <night> and at <home>",
    ],
    "a name that is an ordinary word": [
        "the therapist, {autumn|NAME}, quit in the <autumn>",
    ],
    "a town called like an illness or a sign": [
        "I live in {Birmingham|LOCATION}.",
        "She was born in {Bristol|LOCATION}, type 4 on the <Bristol> stool scale.",
        "people in my family have <Alzheimer> disease",
    ],
    "the dot of a sentence": ["I live at {9 Quince Lane|LOCATION}<.> Do we wait?"],
    "where somebody is now, or beside what it is": [
        "we're at the {juniper|ORG} if you ring, the <water> was cold",
        "i'm at {velvet badger|ORG} on a break, i'm <at home> later",
        "My café ({Pomme Bleue|ORG}) made me <sick>, our shop, <which> is small",
    ],
    "ordinary words written like a name": [
        "he pays {Gentle Hands|ORG} for the care, and we all think it is good",
        "does the <Blood Pressure> come from <Type Two Diabetes> or is it the other way round?",
        "they came through {Open Arms International|ORG} with <Irritable Bowel Syndrome>",
    ],
    "a firm of ordinary words in small letters": [
        "we were out with the girls from {copper kettle|ORG}, it hurts at <night> and at the <wheel>",
        "the chemist, {day lewis|ORG}, had none of the <cream>",
        "my wife works nights at {3M|ORG}, she is at <work> now",
    ],
    "a title before a short surname": ["can Dr. {Lo|NAME} switch it? <So> it works"],
    "an age with a slip": [
        "my dad Jagtar is {ninty two|AGE}, hes <still> well",
        "hes {94|AGE} fell off, hes <98 percent> sure",
    ],
    "an age in words on its own": ["My aunt Ruth, {ninety-six|AGE} this fall, takes <two> pills"],
    "a name before what the person is": ["because {bauti|NAME} my nephew has <spots>"],
    "a row of a table": ["Date | Temp\n{1/7|DATE} | <102.1>\n{1/8|DATE} | <101.4>, take <1/2> tablet"],
    "lands in a row": ["going to <Kenya> and <Tanzania> soon"],
    "a short name nobody lists": ["what should my sister {folake|NAME} do, my sister <recieved> two <tablets>"],
    "a place nobody lists, behind a preposition": [
        "we're two hours out, in {zzyrland|LOCATION}, in <agony>, from <steriods>"
    ],
    "a date of birth in numbers": ["born {ten twenty-nine eighty-eight|DATE}, takes <two> a day"],
    "a street and its number in words": ["we're at {sixty-two hundred Reseda|LOCATION}, <two Tylenol> a day"],
    "a scanned name": ["PAT1ENT: {MULVANEY|NAME}, {JER0ME P|NAME} takes <it> now"],
    "initials where a letter ends": ["Is it the pill, or <B. burgdorferi>?\n- {A.K.|NAME}"],
    "a user of a forum": ["[OP] u/{mothman_lover_04|OTHER_ID}: <16f>"],
    "an address without a known street word": [
        "we live at {14 marigold brow|LOCATION}, <2 kids>",
        "i'm at {flat 4|LOCATION} now",
    ],
}
ACCENTS = "Me llamo Ine\u0301s Larran\u0303aga. Vivo en Ma\u0301laga desde el 3 de marzo."
SPANISH: dict[str, list[str]] = {
    "a day without a month": ["me operaron el lunes {14|DATE}. Tomo <2 pastillas>", "desde {el quince|DATE} que tose"],
    "an age over eighty-nine": ["mi abuela, de {94|AGE} añitos, toma <enalapril 20>"],
    "a name before a verb": ["mi marido {Pancho|NAME} dice que es <gripe>"],
    "a school in small letters": [
        "voy a la guardería {los peques|ORG} y a misa a {san judas|ORG}, no a la escuela <del niño>"
    ],
    "where somebody was cared for": ["en {el padilla|ORG} me dieron pastillas, en <la mano> me pusieron <suero>"],
    "a place near a clinical word": ["nos hicimos la prueba en {Cruces|LOCATION}, no la prueba de <Romberg>"],
    "a town by the first words of its name": ["vivimos en {san martin texmelucan|LOCATION}, cerca de <todo>"],
    "a street named for a day": ["Dir: {calle 5 de febrero 417|LOCATION}, tomo <5> pastillas"],
    "a day in words": ["se cayó el {veintitrés|DATE} y le duele, tiene <el quince por ciento>"],
    "a place nobody lists, behind an article": ["le pusieron una sonda en la {valvanera|LOCATION} y en la <mano>"],
    "a birth date read aloud": ["nacido el {veinte del doce del cuarenta y uno|DATE}, toma <dos> al día"],
    "a short month": ["le sacaron placa el {15 set.|DATE} y <15 pastillas>, y el {1.º de mayo|DATE}"],
    "a neighbourhood": ["somos de {barrio Esperanza|LOCATION}, con <tos>"],
    "a capital after a preposition": [
        "me atendieron en el {Valdecilla|ORG} por <urgencias>, trabajo en {Lo de Pepa|ORG}"
    ],
    "a facility and its number": ["estudio en la {prepa 14|ORG} y tomo <2 pastillas>"],
    "an address read aloud": ["escriba a {lola punto mar arroba correo punto com|EMAIL} por <favor>"],
    "a street by numbers": ["Dir: {Cra 12 # 40-21|LOCATION}\nTensión <12/8>"],
}


@pytest.mark.parametrize(
    ("marked", "lang"),
    [(text, "en") for texts in TABLE.values() for text in texts]
    + [(text, "es") for texts in SPANISH.values() for text in texts],
)
def test_a_rule_finds_what_it_means_and_no_more(marked: str, lang: str) -> None:
    text, go, stay = cut(marked)
    spans = find(text, None, lang)
    assert [text[start:end] for start, end, _ in go if not covered(spans, start, end)] == []
    kept = [text[start:end] for start, end in stay if any(s.start < end and s.end > start for s in spans if s.certain)]
    assert kept == []


def test_accents_written_apart_are_read_and_offsets_stay_right() -> None:
    found = [ACCENTS[span.start : span.end] for span in find(ACCENTS, None, "es") if span.certain]
    assert found == ["Ine\u0301s Larran\u0303aga", "Ma\u0301laga", "el 3 de marzo"]


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert find("write to ana@example.org or see https://pics.example/u/1 from Boise, ID")


HOSTILE = [
    "monday the " * 9_000,
    "A B " * 25_000,
    "one two oh " * 9_000,
    "Patient: A\n" * 9_000,
    "A. Bcd " * 14_000,
    "work at the red " * 6_000,
    "_a" * 50_000,
    "box 1 " * 16_000,
    "a . b " * 16_000,
    "Ab, \n" * 20_000,
    "e\u0301" * 50_000,
    "arroba punto " * 7_500,
    "en el Ab de " * 8_000,
    "live out on " * 8_000,
]


@pytest.mark.parametrize("whole", HOSTILE)
def test_the_rules_take_time_for_length_only(whole: str) -> None:
    # Up to three looks: what else the process does in one of them is not the rules' time.
    assert any(_seconds(whole) < 10 * _seconds(whole[: len(whole) // 4]) + 0.5 for _ in range(3))


def _seconds(text: str) -> float:
    begun = time.process_time()
    find(text, None, "es")
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("At a hundred and three I am the last of them", "a hundred and three"),
        ("I sit with an old man (ninty four) at night", "ninty four"),
        ("since the 11 of Ramadan he coughs", "the 11 of Ramadan"),
        ("we have a baby on 24 day of December", "24 day of December"),
        ("the valve was implanted 02 / 2019 and works", "02 / 2019"),
        ("it began about 14/15 Nov after the flight", "14/15 Nov"),
        ("my dob 6 14 66 if you need it", "6 14 66"),
        ("they move me to the saw teh 4th of next month", "teh 4th"),
        ("born on Valentine's Day of fifty-eight", "Valentine's Day of fifty-eight"),
        ("the school wants proof till 31.8 for him", "31.8"),
        ("it started in the second week of September", "second week of September"),
        ("the recorder has serial RNX 604417 H, it beeps", "RNX 604417 H"),
        ("the card reads model DVFB1D4, what is it", "DVFB1D4"),
        ("the credit card they charged ends 0093", "0093"),
        ("paid it off my HSA 22 0098 4417 5 last week", "22 0098 4417 5"),
        ("my cert CNA 0099312 runs out", "CNA 0099312"),
        ("reach me at three three seven, 555, 0154 please", "three three seven, 555, 0154"),
        ("the rash is in IMG-0907(2).jpeg, see it", "IMG-0907(2).jpeg"),
        ("NINO QQ 77 20 19 A and then", "QQ 77 20 19 A"),
        ("the card is TW-FP-88 20441, it fails", "TW-FP-88 20441"),
    ],
)
def test_numbers_ages_and_days_put_down_in_passing_go(text: str, gone: str) -> None:
    start = text.index(gone)
    spans = [span for span in find(text) if span.certain]
    assert any(span.start <= start and start + len(gone) <= span.end for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "my a1c went from 9.8 to 7.2 since 6.5 was the goal",
        "I take 1 / 2 of a tablet and 14 or 15 drops a day",
        "at ninety degrees my knee clicks, a hundred times a day",
        "the second week of treatment was the worst",
        "vitamin B12 500 mcg and D3 5 mg, model of care",
    ],
)
def test_measures_like_them_stay(text: str) -> None:
    assert [text[span.start : span.end] for span in find(text) if span.certain] == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("mi suegro tiene 93 i no quiere comer", "93"),
        ("empezo el 1ro y sigue igual", "el 1ro"),
        ("esta noche, la del 23 al 24, no durmio", "23 al 24"),
        ("tuvo parto en casa el 9, con la partera", "el 9"),
        ("me operaron el 12 de febero y duele", "12 de febero"),
        ("la placa era KTX 54F y me pele la pierna", "KTX 54F"),
        ("el sensor, lote T 50428 B, falla", "T 50428 B"),
        ("asunto: sesion #0584 cancelada", "#0584"),
        ("escriba a ofe.lujambio @ correo.example por favor", "ofe.lujambio @ correo.example"),
    ],
)
def test_spanish_days_and_numbers_put_down_in_passing_go(text: str, gone: str) -> None:
    start = text.index(gone)
    spans = [span for span in find(text, None, "es") if span.certain]
    assert any(span.start <= start and start + len(gone) <= span.end for span in spans)
