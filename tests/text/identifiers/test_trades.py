"""Firms, churches and schools in ordinary words: taken out where told, shown where in doubt, and health words stay."""

import pytest

from qa_portal.text.identifiers import find
from tests.text.identifiers.test_find import covered, cut

TOLD = [
    "im a cashier at {food giant|ORG} and cough",
    "i work at {third street thrift|ORG} and my back hurts",
    "he is a roofer with {wallace and sons roofing|ORG}, he fell",
    "she fainted at {new hope tabernacle|ORG} after the sermon",
    "my girl goes to {silver creek montessori|ORG}. she has <a bad cough>",
    "i work {pink petal nails|ORG} all day",
    "the boys play at {vfw post 118|ORG} on fridays",
    "I teach for {Bartow USD 214|ORG} and need a note",
    "i get my pills from the {dayton va|ORG}",
    "she was in {the navy|ORG} for years",
    "we swim at the {Y|ORG} on Mondays",
    "we live in {turkey hollow|LOCATION} by the mill",
    "Insurance: Medical Mutual, ID {MMO 4471 220 17|HEALTHPLAN}",
    "serial {K 2240 7713 F|DEVICE}. It hums",
    "we belong to {church of the anchor|ORG} and pray",
    "i go to {second lutheran|ORG} with my wife",
    "got pills at {the free clinic on juniper|ORG} today",
    "my son's school ({blue kettle|ORG}) rang me",
    "there is pain since last month {14th|DATE}, mostly at <story time>",
    "DIALYSIS WAS AT {MAGNOLIA KIDNEY CENTER|ORG} IN {GREENWOOD|LOCATION} THREE TIMES",
    "Regards,\n{Ann Brown|NAME}\n{The Old Granary, Upper Slaughter|LOCATION}",
    "Agent: Which surgery are you with?\nPatient: {sarn meddyg|ORG}, since May",
    "Kind regards,\n{Non Protheroe|NAME}",
    "My mother, Mrs {Ruth Rees|NAME}, is {94|AGE} and frail. Her pulse is <94>.",
    "We play the {Rialto|ORG} on Fridays. I play <dobro>, I work <the fryer>.",
    "we live up past {granite falls|LOCATION}, an hour away",
    "last 4 is {2207|SSN} if you need it",
]
STAYS = [
    "Does it work for heart pain at high power? I do yoga at home and go to regular therapy.",
    "I was told to treat it with raw dairy and to avoid fried seafood at lunch.",
    "He can barely walk in the morning. At that level the chronic kidney disease is stage III.",
    "Is zorvaprazole 20 mg safe with quilizumab, flinostatin and Bexolol?",
    "Is vein surgery for mostly cosmetic reasons a risk? I took an antacid named tritralac.",
    "I took the last 4 weeks off and at one point went to wash my hands.",
]
IN_DOUBT = [
    "my aunt lo says no",
    "they let me go from pilgrims",
    "I bought it from thrifty white",
    "we went down marsh lane",
    "got it at next care on monday",
    "Open Door tested him twice",
    "ZoomCare texted him",
    "ok cheers shell x",
]


@pytest.mark.parametrize("marked", TOLD)
def test_what_somebody_works_at_or_goes_to_is_taken_out(marked: str) -> None:
    text, go, stay = cut(marked)
    spans = find(text)
    assert [text[start:end] for start, end, _ in go if not covered(spans, start, end)] == []
    assert [text[s:e] for s, e in stay if any(span.start < e and span.end > s for span in spans)] == []


@pytest.mark.parametrize("text", STAYS)
def test_words_of_health_and_of_every_day_stay(text: str) -> None:
    assert [text[span.start : span.end] for span in find(text) if span.certain] == []


@pytest.mark.parametrize("text", IN_DOUBT)
def test_what_may_be_a_name_waits_for_a_person(text: str) -> None:
    assert [span.certain for span in find(text)] == [False]
