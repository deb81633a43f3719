"""Pages for the tests of the index."""

from typing import Any

from qa_portal.index.pages import PublicPage


def a_page(public_id: str, **wishes: Any) -> PublicPage:
    """A page on migraine, changed as wished."""
    known = {
        "kind": "guide",
        "title": "Migraine: when to get help",
        "question": "What helps against a migraine?",
        "answer": "Rest in a dark room. Paracetamol may help when it is taken early.",
        "topic": "mind-and-sleep",
    }
    return PublicPage(public_id=public_id, **(known | wishes))


FEVER = a_page(
    "fever",
    title="Fever in a child",
    question="My toddler is hot. What can I do?",
    answer="Give water often. Ibuprofen or paracetamol can make a child more comfortable.",
    topic="childrens-health",
    topic_words="baby kids",
)
PRESSURE = a_page(
    "pressure",
    title="Ibuprofen and blood pressure tablets",
    question="Can I take ibuprofen with my blood pressure pills?",
    answer="Paracetamol is safer. Ibuprofen can raise your blood pressure.",
    topic="heart-and-blood-pressure",
)
MIGRAINE = a_page("migraine")
SPANISH = a_page(
    "fiebre",
    title="Fiebre en niños",
    question="¿Qué hago si mi hijo tiene fiebre?",
    answer="Ofrézcale agua a menudo. El ibuprofeno puede aliviarle.",
    topic="childrens-health",
    lang="es",
)
ALL = (FEVER, PRESSURE, MIGRAINE, SPANISH)
