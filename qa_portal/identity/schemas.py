"""What may come in through the forms of the door, the account and the staff list."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate, validates_schema

from qa_portal import clock
from qa_portal.access.permissions import Role
from qa_portal.identity import addresses, passwords, receipts
from qa_portal.web.languages import NAMES

MAX_NAME_CHARS = 120
MAX_LINES_CHARS = 1000
MAX_CREDENTIAL_CHARS = 20_000
OLDEST_YEARS = 130
OWN, GUARDIAN = "own", "guardian"
"""Who uses an account: a person old enough, or a parent or guardian for one who is not."""
CODE = _("Enter the 16 digits of your receipt code.")
LAST_FOUR = _("These are not the last four digits of the code above. Look at your copy of the code.")
EASY = _("This password is easy to guess. Three or four words that have nothing to do with each other work well.")


SHORT = validate.Length(max=MAX_NAME_CHARS, error=_("This is too long. Use at most {max} characters."))


class Form(Schema):
    """A form: fields nobody asked for are dropped."""

    class Meta:
        """Marshmallow's options."""

        unknown = EXCLUDE


def _required(message: Any) -> dict[str, Any]:
    return {"required": message, "null": message}


def _text(message: Any, max_chars: int = MAX_NAME_CHARS) -> fields.String:
    """A short line that must not be blank."""
    checks = [
        validate.Length(min=1, error=message),
        validate.Length(max=max_chars, error=_("This is too long. Use at most {max} characters.")),
        validate.ContainsNoneOf("\r\n\x00", error=_("Write this on one line.")),
    ]
    return _Stripped(required=True, validate=checks, error_messages=_required(message))


class _Stripped(fields.String):
    """Text without the blanks around it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return text.strip()


class _Lines(fields.Field[tuple[str, ...]]):
    """Several short texts, one a line."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        text = str(value)
        if len(text) > MAX_LINES_CHARS:
            raise ValidationError([_("This is too long.")])
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class Email(fields.String):
    """An e-mail address, normalised."""

    default_error_messages = {
        "required": _("Enter an e-mail address."),
        "invalid_email": _("Enter an e-mail address like name@example.org."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not text.strip():
            raise self.make_error("required")
        if not addresses.is_address(text):
            raise self.make_error("invalid_email")
        return addresses.normalised(text)


class NewPassword(fields.String):
    """A password somebody chooses."""

    default_error_messages = {
        "required": _("Choose a password."),
        "short": _("Use at least %(min)s characters.", min=passwords.MIN_CHARS),
        "long": _("Use at most %(max)s characters.", max=passwords.MAX_CHARS),
        "easy": EASY,
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not text:
            raise self.make_error("required")
        if not passwords.is_long_enough(text):
            raise self.make_error("short")
        if len(text) > passwords.MAX_CHARS:
            raise self.make_error("long")
        if passwords.is_too_easy(text):
            raise self.make_error("easy")
        return text


class OldPassword(fields.String):
    """A password somebody has."""

    default_error_messages = {"required": _("Enter your password.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not text:
            raise self.make_error("required")
        return text[: passwords.MAX_CHARS + 1]


class SignUpForm(Form):
    """A new patient."""

    email = Email(required=True)
    password = NewPassword(required=True)
    user = fields.String(
        required=True,
        validate=validate.OneOf((OWN, GUARDIAN), error=_("Say who will use the account.")),
        error_messages=_required(_("Say who will use the account.")),
    )

    @validates_schema
    def _password_is_not_the_address(self, values: dict[str, Any], **kwargs: Any) -> None:
        if passwords.is_too_easy(values["password"], values["email"]):
            raise ValidationError({"password": [EASY]})


class SignInForm(Form):
    """A person at the door. An address that is none is simply a wrong one."""

    email = Email(required=True)
    password = OldPassword(required=True)
    shared = fields.Boolean(load_default=False)


class Code(fields.String):
    """A receipt code in any grouping, read as its digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        digits = receipts.digits_of(super()._deserialize(value, attr, data, **kwargs))
        if len(digits) != receipts.DIGITS:
            raise ValidationError([CODE])
        return digits


class ReceiptCodeForm(Form):
    """A person at the door with a receipt code."""

    code = Code(required=True, error_messages=_required(CODE))
    shared = fields.Boolean(load_default=False)


class ReceiptForm(Form):
    """Somebody who is about to ask without an e-mail address."""

    user = fields.String(
        required=True,
        validate=validate.OneOf((OWN, GUARDIAN), error=_("Say who asks.")),
        error_messages=_required(_("Say who asks.")),
    )
    shared = fields.Boolean(load_default=False)


class EmailForm(Form):
    """An address alone."""

    email = Email(required=True)


class NewPasswordForm(Form):
    """A new password, by link."""

    password = NewPassword(required=True)


class OldPasswordForm(Form):
    """The password one has."""

    password = OldPassword(required=True)


class CodeForm(Form):
    """A code of the app, or one on paper."""

    code = _text(_("Type the code your app shows."), max_chars=40)


class CredentialForm(Form):
    """What a browser says of a passkey, as JSON."""

    credential = fields.String(required=True, validate=validate.Length(max=MAX_CREDENTIAL_CHARS))


class NewPasskeyForm(CredentialForm):
    """A passkey a browser has made, and what its owner calls it."""

    name = _text(_("Give the passkey a name."), max_chars=60)


class ConfirmCodeForm(Form):
    """The code of somebody who is signed in."""

    confirm_code = _text(_("Type the code your app shows."), max_chars=40)


class ConfirmPasswordForm(Form):
    """The password of somebody who is signed in."""

    confirm_password = OldPassword(required=True)


class ChangePasswordForm(Form):
    """A new password, by somebody signed in."""

    old_password = OldPassword(required=True)
    password = NewPassword(required=True)


class NewAddressForm(Form):
    """A new address, by somebody signed in."""

    email = Email(required=True)
    password = OldPassword(required=True)


class LanguageForm(Form):
    """A language there are translations for."""

    language = fields.String(required=True, validate=validate.OneOf(tuple(NAMES), error=_("Choose a language.")))


class InvitationForm(Form):
    """Somebody who is to join the staff."""

    email = Email(required=True)
    name = _text(_("Enter the person's name."))
    role = fields.Enum(
        Role,
        by_value=True,
        required=True,
        error_messages={"required": _("Choose a role."), "unknown": _("Choose a role.")},
        validate=validate.OneOf([role for role in Role if role.is_staff], error=_("Choose a role.")),
    )
    queues = fields.List(fields.String(validate=validate.Length(max=32)), load_default=list)

    @post_load
    def _only_clinicians_have_queues(self, values: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return values if values["role"] is Role.CLINICIAN else {**values, "queues": []}


class JoinForm(Form):
    """What an invited person says of themselves."""

    name = _text(_("Enter your name as patients will see it."))
    credential = _Stripped(load_default="", validate=SHORT)
    specialty = _Stripped(load_default="", validate=SHORT)
    password = NewPassword(required=True)


class ProfileForm(Form):
    """What a patient tells us so that it can be taken out of public text; all of it may stay empty."""

    names = _Lines(load_default=())
    relatives = _Lines(load_default=())
    birth_date = _Stripped(load_default="")
    phone = _Stripped(load_default="", validate=SHORT)
    town = _Stripped(load_default="", validate=SHORT)
    street = _Stripped(load_default="", validate=SHORT)
    member_number = _Stripped(load_default="", validate=SHORT)

    @post_load
    def _read_birth_date(self, values: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return {**values, "birth_date": _birth_date(values["birth_date"])}


def _birth_date(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValidationError(
            {"birth_date": [_("Enter the date as year, month and day, such as 1980-03-27.")]}
        ) from None
    today = clock.now().date()
    if not today.year - OLDEST_YEARS <= day.year or day > today:
        raise ValidationError({"birth_date": [_("Enter a date in the past.")]})
    return day
