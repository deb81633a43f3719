"""The rule pack as data: whole, in both languages, open to additions only."""

import pytest

from qa_portal.text.flags import Addition, Level, find, load
from qa_portal.text.flags import pack as packs
from qa_portal.text.flags.catalogue import shown_rules
from qa_portal.text.flags.pack import BadPack
from qa_portal.text.flags.slots import BadPattern

OURS = Addition("clinic.pump_alarm", "diabetes", Level.URGENT, ("pump alarm",))


def test_every_rule_has_an_id_of_its_own_and_a_known_category() -> None:
    pack = load()
    assert len({rule.id for rule in pack.rules}) == len(pack.rules)
    assert {rule.category for rule in pack.rules} <= set(pack.categories)
    assert set(pack.categories) == {rule.category for rule in pack.rules}


def test_both_levels_are_used_and_none_is_routine() -> None:
    assert {rule.level for rule in load().rules} == {Level.URGENT, Level.EMERGENCY}


def test_only_self_harm_and_abuse_are_discreet() -> None:
    assert {name for name, discreet in load().categories.items() if discreet} == {"self_harm", "abuse"}


def test_a_clinic_adds_a_rule_and_keeps_all_others() -> None:
    pack = load((OURS,))
    assert {rule.id for rule in load().rules} < {rule.id for rule in pack.rules}
    assert find("The pump alarm went off.").level is Level.ROUTINE
    flags = find("The pump alarm went off.", pack=pack)
    assert (flags.level, flags.rules) == (Level.URGENT, ("clinic.pump_alarm",))


def test_a_clinic_cannot_replace_a_rule() -> None:
    with pytest.raises(BadPack):
        load((Addition("chest.crushing", "chest_pain", Level.URGENT, ("chest",)),))


def test_an_addition_needs_a_known_category_and_readable_patterns() -> None:
    with pytest.raises(BadPack):
        load((Addition("clinic.x", "nothing_known", Level.URGENT, ("chest",)),))
    with pytest.raises(BadPattern):
        load((Addition("clinic.y", "chest_pain", Level.URGENT, ("Chest Pain!",)),))
    with pytest.raises(BadPack):
        load((Addition("clinic.z", "chest_pain", Level.URGENT, ()),))


def test_whoever_signs_can_read_every_rule_and_every_phrase_of_it() -> None:
    shown = [rule for category in load().categories for rule in shown_rules(category)]
    assert {rule.id: rule.level for rule in shown} == {rule.id: rule.level for rule in load().rules}
    assert [rule.id for rule in shown if not all(rule.groups)] == []
    needs = {rule.id: (len(rule.needs), rule.at_least) for rule in load().rules}
    assert {rule.id: (len(rule.groups), rule.at_least) for rule in shown} == needs


def test_no_word_of_the_pack_changes_without_its_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = load().digest, packs.sources()
    next(rule for source in read for rule in source.get("rule", []) if "en" in rule)["en"].append("a word more")
    monkeypatch.setattr(packs, "sources", lambda: read)
    assert packs.load.__wrapped__().digest != before
