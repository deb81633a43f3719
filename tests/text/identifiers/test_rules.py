"""The rules by what they mean, on sentences of their own. `{clear|TYPE}` must go, `<clear>` must stay."""

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
    "a user name": ["find me as {night_heron_7|OTHER_ID}", "my discord is {mossy.log|OTHER_ID}, <user error> maybe"],
    "a host and a path": ["photo at {pics.example/u/mole|URL}, see <e.g. this>"],
    "a place of work without a telling word": [
        "i do nails at {velvet claw|ORG} and my hands <crack>",
        "i work nights at <home>",
        "she was a nurse at {Kestrel|ORG}, now <at work> part time",
        "we fainted at {new dawn|ORG} after <running>",
    ],
    "an address without a known street word": [
        "we live at {14 marigold brow|LOCATION}, <2 kids>",
        "i'm at {flat 4|LOCATION} now",
    ],
}
SPANISH: dict[str, list[str]] = {
    "a day without a month": ["me operaron el lunes {14|DATE}. Tomo <2 pastillas>", "desde {el quince|DATE} que tose"],
    "an age over eighty-nine": ["mi abuela, de {94|AGE} añitos, toma <enalapril 20>"],
    "a name before a verb": ["mi marido {Pancho|NAME} dice que es <gripe>"],
    "a neighbourhood": ["somos de {barrio Esperanza|LOCATION}, con <tos>"],
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
