"""Ready words beside a question: those of its field of medicine, and none rather than a wrong one."""

from datetime import date

import pytest

from qa_portal.clinic.ready import nets_for
from qa_portal.clinic.reply_models import ReplyTemplate

NET = {"expect": "It eases.", "do_now": "Call us.", "by_when": "The same day."}


def ready(shortcut: str, title: str, topic: str, worry: str) -> ReplyTemplate:
    """Return ready words with a whole safety-net."""
    return ReplyTemplate(
        id=shortcut,
        shortcut=shortcut,
        title=title,
        topic_slug=topic,
        lang="en",
        worry=worry,
        body="",
        review_by=date(2099, 1, 1),
        **NET,
    )


ROWS = [
    ready("uti", "Burning when passing water", "womens-health", "Fever, back pain or blood when you pass water."),
    ready("back", "Low back pain", "bones-and-joints", "Numb legs, or you cannot hold your water."),
    ready("rash", "Rash or itchy skin", "skin", "It spreads quickly, blisters, or the skin is hot."),
]


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("It burns when I pass water, and I have to go all the time.", ["uti"]),
        ("A burning behind the breastbone after dinner, and a sour taste.", []),
        ("My low back hurts after digging. The pain is worse when I sit.", ["back"]),
        ("I have an itchy rash on my tummy.", ["rash"]),
        ("My TSH was 6.2. I am tired.", []),
    ],
)
def test_a_safety_net_is_offered_where_its_field_and_a_word_fit(question: str, offered: list[str]) -> None:
    assert [row.shortcut for row in nets_for(ROWS, question)] == offered
