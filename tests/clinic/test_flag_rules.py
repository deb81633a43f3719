"""The emergency rules of a clinic: it adds, a clinician signs, and nothing that ships can be taken away."""

import pytest
from flask import Flask

from qa_portal.access.permissions import Role
from qa_portal.clinic import flag_rules
from qa_portal.db import read
from qa_portal.errors import BadInput, Forbidden, NotFound, WrongStep
from qa_portal.text.flags import Level, find, load
from tests.clinic.conftest import ADMIN, Someone
from tests.support.people import someone

PHRASE = {"phrase": "  Feels like  Glimmerstone ", "level": "urgent", "category": "sepsis"}
SAID = "my arm feels like glimmerstone"
DOCTOR = Someone(Role.CLINICIAN)


def level_of(text: str) -> Level:
    """Return the level of a text by the rules in use."""
    return find(text, pack=flag_rules.pack_of(read())).level


def test_a_phrase_raises_from_then_on_until_it_is_taken_out(clinic: Flask) -> None:
    assert level_of(SAID) is Level.ROUTINE
    rule_id = flag_rules.add(ADMIN, PHRASE)
    read().rollback()
    assert level_of(SAID) is Level.URGENT
    flag_rules.take_out(ADMIN, rule_id)
    read().rollback()
    assert level_of(SAID) is Level.ROUTINE
    with pytest.raises(WrongStep):
        flag_rules.take_out(ADMIN, rule_id)


def test_what_ships_cannot_be_taken_out_and_stays_with_any_addition(clinic: Flask) -> None:
    shipped = load().rules[0].id
    with pytest.raises(NotFound):
        flag_rules.take_out(ADMIN, shipped)
    flag_rules.add(ADMIN, PHRASE)
    read().rollback()
    assert {rule.id for rule in load().rules} < {rule.id for rule in flag_rules.pack_of(read()).rules}


@pytest.mark.parametrize(
    ("change", "at"),
    [({"phrase": "ab"}, "phrase"), ({"category": "no such kind"}, "category")],
    ids=["short", "category"],
)
def test_what_does_not_hold_together_is_refused_at_the_field(clinic: Flask, change: dict[str, str], at: str) -> None:
    with pytest.raises(BadInput) as refused:
        flag_rules.add(ADMIN, {**PHRASE, **change})
    assert set(refused.value.errors) == {at}
    assert flag_rules.in_use(read()).additions == ()


def test_the_same_phrase_is_added_once(clinic: Flask) -> None:
    flag_rules.add(ADMIN, PHRASE)
    with pytest.raises(BadInput):
        flag_rules.add(ADMIN, {**PHRASE, "phrase": "feels like glimmerstone"})


def test_a_signature_stands_for_exactly_the_rules_that_were_shown(clinic: Flask) -> None:
    shown = flag_rules.in_use(read())
    assert shown.signature is None
    flag_rules.sign(DOCTOR, shown.digest)
    read().rollback()
    signed = flag_rules.in_use(read()).signature
    assert signed is not None
    assert signed.signed_by_id == DOCTOR.id
    flag_rules.add(ADMIN, PHRASE)
    read().rollback()
    assert flag_rules.in_use(read()).signature is None
    with pytest.raises(WrongStep):
        flag_rules.sign(DOCTOR, shown.digest)


@pytest.mark.parametrize("role", list(Role))
def test_clinicians_sign_and_administrators_add(clinic: Flask, role: Role) -> None:
    person, digest = Someone(role), flag_rules.in_use(read()).digest
    if role is not Role.CLINICIAN:
        with pytest.raises(Forbidden):
            flag_rules.sign(person, digest)
    if role is not Role.ADMIN:
        with pytest.raises(Forbidden):
            flag_rules.add(person, PHRASE)


@pytest.mark.parametrize("phrase", ["can't feel my légs!", "  <b>numb</b> | toes_", "pies (muy) helados…"])
def test_a_phrase_is_taken_as_people_type_it_and_found_again(clinic: Flask, phrase: str) -> None:
    flag_rules.add(ADMIN, {**PHRASE, "phrase": phrase})
    read().rollback()
    found = find(f"Since noon I {phrase} and so on.", pack=flag_rules.pack_of(read()))
    assert any(rule.startswith("clinic-") for rule in found.rules)


@pytest.mark.parametrize("phrase", ["\u202e\u202d\u202e", "!!!!!!", "😀😀😀😀😀"])
def test_what_is_no_words_is_refused_at_the_field(clinic: Flask, phrase: str) -> None:
    with pytest.raises(BadInput) as refused:
        flag_rules.add(ADMIN, {**PHRASE, "phrase": phrase})
    assert set(refused.value.errors) == {"phrase"}


def test_a_clinician_reads_the_rules_of_a_kind_before_signing(clinic: Flask) -> None:
    client = someone(clinic, "reader@hospital.example", Role.CLINICIAN).client
    page = client.get("/emergency-rules?kind=stroke").get_data(as_text=True)
    wanted = [rule for rule in load().rules if rule.category == "stroke"]
    assert wanted
    assert all(rule.id in page for rule in wanted)
    assert page.index(wanted[0].id) < page.index("sign for them")
    assert client.get("/emergency-rules?kind=../../etc").status_code == 200
