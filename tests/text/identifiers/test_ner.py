"""The name recogniser beside the rules: what is done without it, and what is taken of what it sees."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.text.identifiers import Finder, Kind, Span, find
from qa_portal.text.identifiers.ner import Entity, find_named, recased, recogniser, with_entities


def seen(text: str, *entities: tuple[str, str]) -> list[Span]:
    """What is found beside the rules' own when a recogniser sees the words `entities` with their labels."""

    def by(_recased: str) -> list[Entity]:
        return [Entity(text.index(word), text.index(word) + len(word), label) for word, label in entities]

    return [span for span in find_named(text, by=by) if span.finder is Finder.NER]


def test_spanish_runs_on_rules_alone() -> None:
    text = "Me llamo Ana Ruiz y vivo en Toledo."
    assert recogniser("es") is None
    assert find_named(text, lang="es") == find(text, lang="es")


def test_a_recogniser_that_sees_nothing_changes_nothing() -> None:
    text = "My name is Joe Brandt, born 3 March 1961, and I take Eliquis."
    assert find_named(text, by=lambda _text: []) == find(text)


def test_an_eponym_a_drug_and_an_everyday_word_are_not_taken() -> None:
    assert seen("She has Parkinson disease and takes Eliquis.", ("Parkinson", "PERSON"), ("Eliquis", "ORG")) == []
    assert seen("I feel very tired and Cold today.", ("Cold", "PERSON")) == []


def test_a_name_written_as_one_is_certain_and_other_words_wait_for_a_person() -> None:
    assert [(span.type, span.certain) for span in seen("we told Rose everything", ("Rose", "PERSON"))] in (
        [(Kind.NAME, True)],
        [],
    )
    assert [(span.type, span.certain) for span in seen("it hurts in zzyrbo now", ("zzyrbo", "GPE"))] in (
        [(Kind.LOCATION, False)],
        [],
    )


def test_dates_and_numbers_are_left_to_the_rules() -> None:
    assert seen("three tablets yesterday", ("three", "CARDINAL"), ("yesterday", "DATE")) == []


def test_what_the_rules_found_is_never_lost() -> None:
    text = "My name is Joe Brandt and my phone is 555-201-3344."
    places = {place for span in find(text) if span.certain for place in range(span.start, span.end)}
    found = with_entities(text, "en", find(text), [Entity(0, len(text), "ORG")])
    assert places <= {place for span in found if span.certain for place in range(span.start, span.end)}


def test_a_tag_is_read_over() -> None:
    assert seen("I am [name 1] and well", ("name", "PERSON")) == []
    assert "[name 1]" not in recased("I am [name 1] and well")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_recasing_keeps_the_length(text: str) -> None:
    assert len(recased(text)) == len(text)


def test_small_letters_of_a_name_are_raised_and_shouting_is_lowered() -> None:
    assert recased("my husband okonkwo and i were there") == "My husband Okonkwo and I were there"
    assert recased("MY HUSBAND OKONKWO WAS THERE") == "My husband Okonkwo was there"
