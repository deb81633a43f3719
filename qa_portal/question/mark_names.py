"""Why a word is marked at the desk, in the words of the page. The finders themselves speak English."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from qa_portal.text.identifiers.spans import Kind
from qa_portal.text.identifiers.tags import NOUNS
from qa_portal.text.quasi import QuasiKind
from qa_portal.web.languages import page_language

REASONS = (
    _("a word that is a name too"),
    _("after a greeting"),
    _("after words such as “my name is”"),
    _("after a word for family or friends"),
    _("after a place of work or care"),
    _("after a word for what somebody does"),
    _("after a closing word such as “thanks”"),
    _("after a title such as “Dr”"),
    _("after a word for a person, before a verb"),
    _("age over 89"),
    _("alone on a line"),
    _("birth date"),
    _("code of a plan"),
    _("date"),
    _("date without separators"),
    _("day and month"),
    _("day of a month"),
    _("day told in a sentence"),
    _("a word that does what people do"),
    _("e-mail address"),
    _("school, clinic or another place by its name"),
    _("file name"),
    _("form of a Medicare number"),
    _("form of a social security number"),
    _("given name and surname"),
    _("in a list of names"),
    _("initial and surname"),
    _("known organisation"),
    _("letters and digits"),
    _("long number"),
    _("month"),
    _("name before an age"),
    _("name in the lists"),
    _("name with a capital"),
    _("name beside what the place is"),
    _("named elsewhere in the text"),
    _("named for a saint"),
    _("nearly a known name"),
    _("network address"),
    _("number after a word that tells what it is"),
    _("number after its own name"),
    _("number read aloud"),
    _("own e-mail address"),
    _("own insurance number"),
    _("own number"),
    _("own or known name"),
    _("own record number"),
    _("own telephone number"),
    _("post code"),
    _("name after a word such as “at” or “in”"),
    _("says who is writing"),
    _("signature"),
    _("spelled letter by letter"),
    _("seen by the name recogniser"),
    _("street address"),
    _("telephone number"),
    _("telephone number in words"),
    _("ends like the name of a firm or clinic"),
    _("tells something together with other facts"),
    _("town"),
    _("town and state"),
    _("unknown word"),
    _("unknown word that something belongs to"),
    _("unknown word with a capital"),
    _("user name"),
    _("what a field of a form holds"),
    _("web address"),
    _("where somebody is from"),
    _("where somebody works or goes"),
    _("words in another script"),
)
"""What `qa_portal.text.identifiers` says of a find; here so that the catalogues have it."""


SOFT_KINDS = {
    QuasiKind.AGE: _("age"),
    QuasiKind.BODY: _("body"),
    QuasiKind.FAMILY: _("family"),
    QuasiKind.JOB: _("work"),
    QuasiKind.PLACE: _("region"),
    QuasiKind.TIME: _("time"),
    QuasiKind.DISEASE: _("rare illness"),
    QuasiKind.EVENT: _("event"),
    QuasiKind.ORIGIN: _("origin"),
    QuasiKind.PERSON: _("person"),
}
"""What sort of fact a softer hint is."""
CLASSES = {Kind.NAME: "name", Kind.LOCATION: "place", Kind.ORG: "place", Kind.DATE: "date", Kind.AGE: "date"}
"""The classes that have a look of their own; any other identifier is a number, any softer hint a fact."""


def mark_kind(kind: str) -> str:
    """Return what sort of identifier, or of telling fact, a finding may be."""
    if kind in set(QuasiKind):
        return str(SOFT_KINDS[QuasiKind(kind)])
    if kind == Kind.LOCATION:
        # A street, a post code, a town: the tag says which.
        return str(gettext("place"))
    return NOUNS.get(page_language(), NOUNS["en"])[Kind(kind)]


def mark_class(kind: str) -> str:
    """Return the class by which a finding looks: name, place, date, number or fact."""
    return "fact" if kind in set(QuasiKind) else CLASSES.get(Kind(kind), "number")


STANDS_FOR = {
    "name": _("a name"),
    "place": _("a place"),
    "date": _("a date or an age"),
    "number": _("a number or an address"),
    "fact": _("something that tells who you are"),
}


def stands_for(kind: str) -> str:
    """Return what sort of thing a tag stands for, as its patient reads it."""
    return str(STANDS_FOR[mark_class(kind)])


ENDS_OF_CONSENT = {
    "patient": _("the patient took it back"),
    "revise": _("the words were to be changed"),
    "hash_differs": _("the page was not what was approved"),
    "review_overdue": _("nobody checked the page in time"),
}


def end_of_consent(code: str) -> str:
    """Return why a consent ended, in words."""
    return str(ENDS_OF_CONSENT.get(code) or _("the question was erased"))


def mark_reason(reason: str) -> str:
    """Return why it is marked; in English when the finders have a new reason."""
    return str(gettext(reason))
