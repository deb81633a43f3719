"""The contract of a search backend, over every one of them."""

from pathlib import Path

import pytest

from qa_portal.index.backend import MAX_LIMIT, SearchBackend
from qa_portal.index.facets import Only
from qa_portal.index.null import NullBackend
from qa_portal.index.pages import checksum_of
from qa_portal.index.whoosh import WhooshBackend
from tests.index.pages import ALL, FEVER, MIGRAINE, PRESSURE, a_page

ENGINES = ("whoosh", "null", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> SearchBackend:
    if request.param == "postgresql":
        backend: SearchBackend = request.getfixturevalue("inside_postgresql")
    else:
        backend = WhooshBackend(tmp_path / "index") if request.param == "whoosh" else NullBackend()
    backend.rebuild([])
    return backend


@pytest.fixture
def backend(empty: SearchBackend) -> SearchBackend:
    empty.put_many(ALL)
    return empty


def ids_of(backend: SearchBackend, words: str, **wishes: object) -> list[str]:
    return [hit.public_id for hit in backend.find(words, **wishes).hits]  # type: ignore[arg-type]


class TestContract:
    def test_an_empty_index_answers(self, empty: SearchBackend) -> None:
        assert empty.find("fever").hits == ()
        assert empty.count() == 0
        assert empty.checksum() == checksum_of({})

    def test_it_holds_what_was_put(self, backend: SearchBackend) -> None:
        assert backend.count() == len(ALL)
        assert backend.ids() == {page.public_id for page in ALL}
        assert backend.entries() == {page.public_id: page.stamp() for page in ALL}
        backend.verify()

    def test_a_page_is_found_by_title_question_answer_and_topic(self, backend: SearchBackend) -> None:
        assert ids_of(backend, "pills") == ["pressure"]
        assert ids_of(backend, "toddler") == ["fever"]
        assert ids_of(backend, "comfortable") == ["fever"]
        assert ids_of(backend, "baby") == ["fever"]
        assert ids_of(backend, "migraines") == ["migraine"]

    def test_the_page_that_holds_more_of_the_words_comes_first(self, backend: SearchBackend) -> None:
        assert ids_of(backend, "is ibuprofen safe with blood pressure tablets")[0] == "pressure"
        assert ids_of(backend, "paracetamol for a child with fever")[0] == "fever"

    def test_putting_again_replaces(self, backend: SearchBackend) -> None:
        backend.put(a_page("fever", title="Sunburn", question="Sunburn?", answer="Cool it.", topic="skin"))
        assert backend.count() == len(ALL)
        assert ids_of(backend, "toddler") == []
        assert ids_of(backend, "sunburn") == ["fever"]

    def test_putting_the_same_twice_in_one_batch_is_one_page(self, empty: SearchBackend) -> None:
        empty.put_many([FEVER, a_page("fever", title="Sunburn")])
        assert empty.count() == 1
        assert ids_of(empty, "sunburn") == ["fever"]

    def test_a_dropped_page_is_gone_and_dropping_again_is_no_error(self, backend: SearchBackend) -> None:
        backend.drop("migraine")
        backend.drop_many(["migraine", "never-there"])
        assert ids_of(backend, "migraine") == []
        assert backend.ids() == {"fever", "pressure", "fiebre"}

    def test_its_edition_changes_with_what_can_be_found_and_only_then(self, backend: SearchBackend) -> None:
        seen = [backend.edition()]
        assert backend.find("fever").total
        assert backend.edition() == seen[0]
        backend.put(a_page("new"))
        seen.append(backend.edition())
        backend.drop("new")
        seen.append(backend.edition())
        backend.rebuild([FEVER])
        seen.append(backend.edition())
        assert seen[0] != seen[1] != seen[2] != seen[3]

    def test_topic_narrows(self, backend: SearchBackend) -> None:
        found = backend.find("tablets toddler", only=Only(topic="childrens-health"))
        assert [hit.public_id for hit in found.hits] == ["fever"]
        assert found.total == 1
        assert ids_of(backend, "ibuprofen", only=Only(topic="no-such-topic")) == []

    def test_topics_are_counted_whichever_is_chosen(self, backend: SearchBackend) -> None:
        counts = {"childrens-health": 1, "heart-and-blood-pressure": 1, "mind-and-sleep": 1}
        assert backend.find("paracetamol").facets["topic"] == counts
        assert backend.find("paracetamol", only=Only(topic="mind-and-sleep")).facets["topic"] == counts
        assert backend.find("xylophone").facets["topic"] == {}

    def test_specialty_and_age_narrow_together_and_each_shows_what_another_choice_would_give(
        self, empty: SearchBackend
    ) -> None:
        empty.put_many(
            [
                a_page("knee", title="Knee pain", specialty="orthopaedics"),
                a_page("teen", title="Knee pain in teenagers", specialty="orthopaedics"),
                a_page("child", title="Knee pain in children", specialty="paediatrics"),
            ]
        )
        found = empty.find("knee pain", only=Only(specialty="orthopaedics", age="teenagers"))
        assert [hit.public_id for hit in found.hits] == ["teen"]
        assert found.facets["specialty"] == {"orthopaedics": 1}
        assert found.facets["age"] == {"teenagers": 1}
        assert found.facets["topic"] == {"mind-and-sleep": 1}
        one = empty.find("knee pain", only=Only(specialty="orthopaedics"))
        assert one.facets["specialty"] == {"orthopaedics": 2, "paediatrics": 1}
        assert one.facets["age"] == {"teenagers": 1}
        assert ids_of(empty, "knee pain", only=Only(specialty="orthopaedics", age="children")) == []

    def test_a_spanish_reader_finds_english_pages_and_my_is_no_heart_attack(self, empty: SearchBackend) -> None:
        empty.put_many(
            [a_page("fever", title="Fever in children", answer="Give water."), a_page("heart", title="Heart attack")]
        )
        assert ids_of(empty, "mi niño tiene fiebre", lang="es") == ["fever"]
        assert ids_of(empty, "MI NIÑO TIENE FIEBRE", lang="es") == ["fever"]
        assert ids_of(empty, "infarto", lang="es") == ["heart"]
        assert ids_of(empty, "MI", lang="es") == ["heart"]
        assert ids_of(empty, "mi", lang="es") == []

    def test_a_short_spanish_word_is_no_small_english_one(self, empty: SearchBackend) -> None:
        empty.put_many([a_page("cough", title="Cough"), a_page("other", title="Skin", answer="Go to bed to sleep.")])
        assert ids_of(empty, "tengo tos", lang="es") == ["cough"]

    def test_what_is_taken_out_is_counted_no_more(self, empty: SearchBackend) -> None:
        empty.put_many([a_page("one", title="Croup in children"), a_page("two", title="Croup")])
        empty.drop("one")
        assert empty.find("croup").facets["age"] == {}

    def test_a_word_of_ordinary_english_is_no_slip(self, empty: SearchBackend) -> None:
        empty.put_many(
            a_page(f"l{number}", title="A long life", question="Live?", answer="Live.") for number in range(30)
        )
        assert empty.find("love").suggestion is None
        assert empty.find("lifve").suggestion == "life"

    def test_in_a_letter_a_name_is_no_slip(self, empty: SearchBackend) -> None:
        empty.put_many(a_page(f"n{number}", title="Nager syndrome") for number in range(3))
        letter = (
            "Dear doctor, we moved from Nigeria in spring and since then my knees, elbows, fingers and toes are stiff "
        )
        assert empty.find(letter + "whenever rain comes, mostly mornings, while climbing stairs.").suggestion is None

    def test_pages_are_suggested_while_somebody_types(self, empty: SearchBackend) -> None:
        empty.put_many([*ALL, a_page("another")])
        assert set(empty.suggest("what about mig", limit=5)) == {"migraine", "another"}
        assert empty.suggest("mig", limit=1) in (("migraine",), ("another",))
        assert empty.suggest("", limit=5) == ()
        assert empty.suggest("zzz", limit=5) == ()

    def test_between_quotation_marks_nothing_is_repaired(self, empty: SearchBackend) -> None:
        empty.put_many([*ALL, a_page("another")])
        assert empty.find('"migrane"').total == 0
        assert empty.find('"migrane"').suggestion is None

    def test_paging_gives_each_page_once(self, empty: SearchBackend) -> None:
        empty.put_many(a_page(f"p{number}") for number in range(7))
        first = empty.find("migraine", limit=4)
        rest = empty.find("migraine", limit=4, offset=4)
        assert first.total == rest.total == 7
        assert len(first.hits) == 4
        assert len({hit.public_id for hit in first.hits + rest.hits}) == 7
        assert empty.find("migraine", limit=0).hits == ()

    def test_limit_has_a_ceiling(self, empty: SearchBackend) -> None:
        empty.put_many(a_page(f"p{number}") for number in range(MAX_LIMIT + 5))
        assert len(empty.find("migraine", limit=10_000).hits) == MAX_LIMIT

    def test_a_slip_is_repaired_and_said(self, empty: SearchBackend) -> None:
        empty.put_many([*ALL, a_page("another")])
        found = empty.find("hello doctor, what about my migrane?")
        assert found.suggestion == "hello doctor, what about my migraine?"
        assert {hit.public_id for hit in found.hits} == {"migraine", "another"}
        assert empty.find("migraine").suggestion is None

    def test_of_a_letter_only_what_was_repaired_is_shown(self, empty: SearchBackend) -> None:
        empty.put_many([*ALL, a_page("another")])
        letter = "Hello doctor, my little girl has been told she has a migrane and we are at a loss what to do. " * 2
        assert empty.find(letter).suggestion == "migraine"

    def test_the_name_of_a_topic_finds_its_pages_only_where_no_page_says_it(self, empty: SearchBackend) -> None:
        says = a_page("says", title="Baby teeth", question="When do they come?", answer="Early.", topic="teeth")
        assert ids_of(empty, "baby") == []
        empty.put(FEVER)
        assert ids_of(empty, "baby") == ["fever"]
        empty.put(says)
        assert ids_of(empty, "baby") == ["says"]

    def test_a_slip_others_made_too_is_repaired(self, empty: SearchBackend) -> None:
        right = (a_page(f"m{number}", title=f"Migraine {number}") for number in range(30))
        empty.put_many([*right, a_page("slip", title="Migrane pills")])
        found = empty.find("migrane", limit=50)
        assert found.suggestion == "migraine"
        assert "slip" in {hit.public_id for hit in found.hits}

    def test_a_word_is_repaired_by_its_sound(self, empty: SearchBackend) -> None:
        empty.put_many([*ALL, *(a_page(f"c{number}", title="High cholesterol") for number in range(2))])
        assert empty.find("collestrol").suggestion == "cholesterol"

    def test_everyday_words_find_a_page_that_has_the_medical_ones(self, empty: SearchBackend) -> None:
        empty.put_many(
            [*ALL, a_page("mi", title="After a myocardial infarction", question="What now?", answer="Rest.")]
        )
        assert ids_of(empty, "heart attack")[0] == "mi"

    def test_the_page_about_it_comes_before_one_that_mentions_it(self, empty: SearchBackend) -> None:
        often = a_page(
            "mention", title="Tiredness", question="Why?", answer="Gout. Gout again. Gout, and gout once more."
        )
        about = a_page("about", title="Gout", question="What is gout?", answer="A kind of arthritis in the toe.")
        empty.put_many([*ALL, often, about])
        assert ids_of(empty, "gout") == ["about", "mention"]

    def test_the_page_that_answers_what_was_asked_comes_first(self, empty: SearchBackend) -> None:
        for name in ("symptoms", "treatment", "prevention"):
            empty.put(a_page(name, title=f"Gout: {name}", question=f"Gout {name}?", answer="Gout hurts in the toe."))
        assert ids_of(empty, "what can be done against gout")[0] == "treatment"
        assert ids_of(empty, "signs of gout")[0] == "symptoms"
        assert ids_of(empty, "how to prevent gout")[0] == "prevention"

    def test_words_of_courtesy_find_nothing(self, backend: SearchBackend) -> None:
        assert backend.find("Hello doctor, please help me, thank you").total == 0

    def test_the_reader_s_language_comes_first(self, backend: SearchBackend) -> None:
        assert ids_of(backend, "fiebre niños", lang="es")[0] == "fiebre"
        assert ids_of(backend, "paracetamol", lang="es") != []

    def test_accents_and_case_do_not_matter(self, backend: SearchBackend) -> None:
        assert ids_of(backend, "NINOS", lang="es") == ["fiebre"]

    @pytest.mark.parametrize(
        "words",
        [
            "", " ", "*", "a*", "???", "title:fever", "NOT fever", "fever AND (", '"', "[a TO", "fever~9", "^5",
            "\x00", "\u202e", "id:*", "fever\n\r\tOR", "😀", "a" * 500_000, "fever " * 100_000, "'", "’s", "'s",
            "x' OR 1=1 --", "${jndi:ldap://x}", "١٢٣", "ﬁ", "İ",
        ],
    )  # fmt: skip
    def test_nothing_a_stranger_types_is_syntax(self, backend: SearchBackend, words: str) -> None:
        found = backend.find(words)
        assert found.total <= len(ALL)
        assert found.total == 0 or "fever" in {hit.public_id for hit in found.hits}

    def test_a_page_past_its_date_comes_later(self, empty: SearchBackend) -> None:
        empty.put_many([a_page("aged", is_due=True), a_page("fresh")])
        assert ids_of(empty, "migraine") == ["fresh", "aged"]

    def test_rebuild_leaves_exactly_what_it_was_given(self, backend: SearchBackend) -> None:
        assert backend.rebuild(iter([MIGRAINE, PRESSURE])) == 2
        assert backend.ids() == {"migraine", "pressure"}
        assert ids_of(backend, "fever") == []

    def test_checksum_tells_contents_not_order(self, empty: SearchBackend) -> None:
        empty.put_many([FEVER, MIGRAINE])
        one = empty.checksum()
        empty.rebuild([MIGRAINE, FEVER])
        assert empty.checksum() == one
        empty.put(a_page("migraine", title="Changed"))
        assert empty.checksum() != one

    def test_a_letter_is_near_the_pages_that_hold_its_rare_words(self, backend: SearchBackend) -> None:
        letter = "Hello, I am worried. Since last week my toddler has had a fever at night, and now a rash too."
        assert backend.near(letter, limit=3)[0] == "fever"
        assert len(backend.near(letter, limit=1)) == 1
        assert backend.near("", limit=3) == ()

    def test_a_rare_word_is_worth_more_than_a_common_one(self, backend: SearchBackend) -> None:
        worth = backend.worth(["migrain", "nowhere"])
        assert worth["nowhere"] >= worth["migrain"] > 0
