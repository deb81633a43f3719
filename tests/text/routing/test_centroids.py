"""What transfers teach: a clinic's own ways are learned, chance is not, and everything can be taken off again."""

import json

from qa_portal.text.routing import QueueTerms, Ranking, Router
from qa_portal.text.routing.centroids import Centroids

KNOWN = frozenset({"rash", "headach", "knee", "cough", "pain"})
ROUTER = Router((QueueTerms("skin", ("rash",)), QueueTerms("nerves", ("headache",)), QueueTerms("bones", ("knee",))))


def ranked(text: str) -> Ranking:
    """What the lists say."""
    return ROUTER.rank(text)


def taught(times: int, *pairs: tuple[str, str]) -> Centroids:
    """Centroids after so many rounds of (text, queue it ended in)."""
    centroids = Centroids(KNOWN)
    for _ in range(times):
        for text, queue in pairs:
            centroids.learn(text, ranked(text), queue)
    return centroids


def test_a_clinic_that_sends_a_field_elsewhere_is_followed() -> None:
    centroids = taught(30, ("my headache", "bones"), ("a rash", "skin"))
    assert centroids.rank("a headache again", ranked("a headache again")).ranked[0] == "bones"
    assert centroids.rank("a rash", ranked("a rash")).ranked[0] == "skin"


def test_where_the_first_queue_changes_nobody_is_sure() -> None:
    before = ranked("a headache again")
    after = taught(30, ("my headache", "bones")).rank("a headache again", before)
    assert (before.auto, after.auto) == (True, False)


def test_a_few_transfers_and_contrary_ones_change_nothing() -> None:
    for centroids in (
        taught(4, ("my headache", "bones")),
        taught(20, ("my headache", "bones"), ("my headache", "nerves"), ("my headache", "skin")),
    ):
        assert centroids.rank("my headache", ranked("my headache")) == ranked("my headache")


def test_along_four_hundred_transfers_the_lists_are_never_undercut() -> None:
    texts = [("my headache", "bones"), ("a rash", "skin"), ("my knee", "bones"), ("headache and rash", "bones")]
    centroids = Centroids(KNOWN)
    listed = sum(ranked(text).ranked[0] == queue for text, queue in texts)
    for number in range(400):
        text, queue = texts[number % len(texts)]
        centroids.learn(text, ranked(text), queue)
        assert sum(centroids.rank(t, ranked(t)).ranked[0] == q for t, q in texts) >= listed
    assert sum(centroids.rank(t, ranked(t)).ranked[0] == q for t, q in texts) > listed


def test_no_text_and_no_name_is_kept() -> None:
    centroids = taught(3, ("Rosalind Ferrer of Elm Road has a headache", "bones"))
    stored = json.dumps(centroids.as_json()).casefold()
    assert "headach" in stored
    assert not any(word in stored for word in ("rosalind", "ferrer", "elm", "road"))


def test_an_erased_question_leaves_no_count() -> None:
    centroids = taught(1, ("my headache", "bones"))
    first = centroids.features("my headache", ranked("my headache"))
    before = centroids.as_json()["counts"]
    seen = centroids.learn("a rash on the knee", ranked("a rash on the knee"), "skin")
    assert {"rash", "knee"} < seen
    centroids.take_off(seen, "skin")
    assert centroids.as_json()["counts"] == before
    centroids.take_off(first, "bones")
    assert centroids.as_json()["counts"] == {}


def test_what_is_stored_comes_back() -> None:
    centroids = taught(30, ("my headache", "bones"), ("a rash", "skin"))
    again = Centroids.from_json(json.loads(json.dumps(centroids.as_json())), KNOWN)
    assert again == centroids
    assert again.rank("my headache", ranked("my headache")).ranked[0] == "bones"
