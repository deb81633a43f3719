"""The vocabulary that ships."""

from qa_portal.text.routing import starter


def test_there_are_twenty_one_queues_with_names_and_words_in_both_languages() -> None:
    queues = starter.starter_queues()
    assert len(queues) == 21
    for queue in queues:
        assert queue.names["en"] != queue.names["es"]
        assert len(queue.terms["en"]) >= 40
        assert len(queue.terms["es"]) >= 25


def test_no_queue_says_a_word_twice_in_one_language() -> None:
    for queue in starter.starter_queues():
        for terms in queue.terms.values():
            assert len(set(terms)) == len(terms), queue.slug


def test_the_intake_is_one_of_the_queues_and_stands_first() -> None:
    assert starter.queues()[0].slug == starter.intake()
