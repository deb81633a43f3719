"""What is said beside a field that cannot be taken; used by the schemas and by the use cases."""

from flask_babel import lazy_gettext as _

NEED_NAME = _("Write the clinic's name.")
NEED_EMERGENCY = _("Write the number people call in an emergency.")
NEED_DAY_NAME = _("Write what the day is called.")
NEED_WORDING_EN = _("Write the wording in English.")
NEED_WORDING_ES = _("Write the wording in Spanish.")
NEED_ON_CALL = _("Write the name of the person on call.")
NEED_ON_CALL_PHONE = _("Write the telephone number of the person on call.")
NEED_QUEUE_EN = _("Write the queue's name in English.")
NEED_QUEUE_ES = _("Write the queue's name in Spanish.")
NEED_SHOWN_NAME = _("Write the name that readers should see.")
BAD_PHONE = _("Write a telephone number, such as 116 117 or +44 20 7946 0142.")
BAD_EXIT = _("Write a web address that begins with https://, such as https://www.example.org/.")
BAD_EMAIL = _("Write an e-mail address, such as name@example.org.")
BAD_COLOUR = _("Write a colour as # and six digits or letters a to f, such as #0b5d6b.")
FAINT_COLOUR = _("This colour is too light to read. Choose a darker one.")
BAD_ZONE = _("Choose a time zone from the list.")
BAD_LANGUAGE = _("Choose languages from the list.")
NO_LANGUAGE = _("Choose at least one language.")
BAD_HOURS = _("Write times as 09:00-12:30, 13:30-17:00. Leave the field empty when you are closed.")
NEVER_OPEN = _("Give at least one day with opening times. We need them to say when an answer will come.")
BAD_DATE = _("Choose a date.")
PAST_DATE = _("Choose a date that has not passed.")
HOLIDAY_TAKEN = _("This date is already in the list.")
ABSENCE_BACKWARDS = _("Choose a last day that is not before the first.")
ABSENCE_LONG = _("Choose at most one year.")
ABSENCE_TAKEN = _("Some of these days are in the list already.")
OWN_COVER = _("Choose somebody else to stand in.")
BAD_SWITCH = _("Choose one.")
NO_FILE = _("Choose a picture first.")
BAD_LOGO = {
    "too_large": _("The file is larger than 1 MB. Choose a smaller one."),
    "too_many_pixels": _("The picture has too many pixels. Choose one of at most 2,000 by 2,000."),
    "not_a_picture": _("We could not read this file. Choose a PNG, JPEG or WEBP picture."),
}
SAME_WORDS = _("This is the wording you have now. Change it, or leave the page.")
TOO_MANY_TERMS = _("This list is too long. Keep at most 500 terms.")
LONG_TERM = _("Each line may have at most 60 characters.")
BAD_ANSWER_HOURS = _("Write a whole number from 1 to 500.")
BAD_POSITION = _("Write a whole number from 0 to 999.")
NAME_TAKEN = _("Another queue has this name.")
NOT_ON_STAFF = _("Choose people who work here and answer questions.")
LEAD_OUTSIDE = _("Choose a lead who works in this queue.")
INTAKE_CLOSED = _(
    "Questions that fit no other queue come here. Make another queue the first stop before you close this one."
)
INTAKE_NEEDED = _("One queue must be the first stop. Make another queue the first stop instead.")
NEEDS_TITLE = _("Give it a title.")
NOTHING_READY = _("Write an answer, a safety-net, or both.")
WHOLE_NET = _("A safety-net has four parts. Fill in this one, too, or none.")
SHARED_ELSEWHERE = _("Choose a team you work in.")
REVIEW_OVER = _("Choose a day that is still to come.")
REVIEW_TOO_FAR = _("Choose a day within the next three years.")
SHORTCUT_TAKEN = _("You use this short name already.")
BAD_SHORTCUT = _("Use small letters, numbers and hyphens, such as uti or dry-skin.")
