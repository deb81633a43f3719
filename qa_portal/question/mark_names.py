"""Why a word is marked at the desk, in the words of the page. The finders themselves speak English."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from qa_portal.text.identifiers.spans import Kind
from qa_portal.text.identifiers.tags import NOUNS
from qa_portal.web.languages import page_language

REASONS = (
    _("a word that is a name too"),
    _("after a hello word"),
    _("after a intro word"),
    _("after a kin word"),
    _("after a place of work or care"),
    _("after a role word"),
    _("after a signoff word"),
    _("after a title word"),
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
    _("does what people do"),
    _("e-mail address"),
    _("facility"),
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
    _("named beside what it is"),
    _("named elsewhere in the text"),
    _("named for a saint"),
    _("nearly a known name"),
    _("network address"),
    _("number after a cue word"),
    _("number behind its name"),
    _("number read aloud"),
    _("own e-mail address"),
    _("own insurance number"),
    _("own number"),
    _("own or known name"),
    _("own record number"),
    _("own telephone number"),
    _("post code"),
    _("proper name after a preposition"),
    _("says who is writing"),
    _("signature"),
    _("spelled letter by letter"),
    _("seen by the name recogniser"),
    _("street address"),
    _("telephone number"),
    _("telephone number in words"),
    _("telling suffix"),
    _("town"),
    _("town and state"),
    _("unknown word"),
    _("unknown word that owns something"),
    _("unknown word with a capital"),
    _("user name"),
    _("value of a field"),
    _("web address"),
    _("where somebody is from"),
    _("where somebody works or goes"),
    _("words in another script"),
)
"""What `qa_portal.text.identifiers` says of a find; here so that the catalogues have it."""


def mark_kind(kind: str) -> str:
    """Return what sort of identifier a marked word may be."""
    return NOUNS.get(page_language(), NOUNS["en"])[Kind(kind)]


def mark_reason(reason: str) -> str:
    """Return why it is marked; in English when the finders have a new reason."""
    return str(gettext(reason))
