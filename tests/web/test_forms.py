"""Forms: what is read, what is refused, and in which words."""

from collections.abc import Iterator
from enum import Enum

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from qa_portal.web.form_words import WORDS, plain_words
from qa_portal.web.forms import DIRECTION, HIDDEN, WHOLE_FORM, read_form
from tests.web.gallery import gallery_app


class Colour(Enum):
    """A choice."""

    RED = "red"


class Form(Schema):
    """One field of each kind."""

    title = fields.String(required=True, validate=validate.Length(min=3, max=10))
    note = fields.String()
    email = fields.Email()
    age = fields.Integer(validate=validate.Range(min=16, max=120))
    colour = fields.Enum(Colour, by_value=True)
    signs = fields.List(fields.String(validate=validate.Length(max=3)))
    agreed = fields.Boolean()
    password = fields.String()
    lang = fields.String(load_default="en")
    on = fields.Date(data_key="from")


class Pair(Schema):
    """A rule over two fields."""

    one = fields.String()

    @validates_schema
    def refuse(self, data: object, **_: object) -> None:
        """Always wrong."""
        raise ValidationError("These do not go together.")


@pytest.fixture(autouse=True)
def _in_a_request() -> Iterator[None]:
    with APP.test_request_context("/account/form"):
        yield


APP: Flask = gallery_app()


def sent(**boxes: str) -> MultiDict[str, str]:
    """A form as a browser sends it."""
    return MultiDict({"title": "Knee pain", **boxes})


def test_blank_boxes_get_a_value_a_view_can_ask_for() -> None:
    values, errors = read_form(Form, sent(note="  ", email=""))
    assert errors == {}
    assert values == {
        "title": "Knee pain", "note": None, "email": None, "age": None, "colour": None, "signs": [], "agreed": False,
        "password": None, "lang": "en", "on": None,
    }  # fmt: skip


def test_text_is_stripped_and_its_lines_end_in_one_character() -> None:
    values, _ = read_form(Form, sent(title="  a\r\nb\rc \n"))
    assert values["title"] == "a\nb\nc"


def test_a_password_stays_as_typed() -> None:
    values, _ = read_form(Form, sent(password="  two words "))
    assert values["password"] == "  two words "


def test_a_list_takes_every_ticked_box_and_a_field_its_last() -> None:
    form = MultiDict([("title", "old"), ("title", "newer"), ("signs", "a"), ("signs", "b"), ("agreed", "yes")])
    values, errors = read_form(Form, form)
    assert (values["signs"], values["title"], values["agreed"], errors) == (["a", "b"], "newer", True, {})


def test_unknown_names_are_left_out() -> None:
    values, errors = read_form(Form, sent(csrf_token="x", role="admin"))
    assert errors == {}
    assert "role" not in values


@pytest.mark.parametrize(
    ("box", "text", "words"),
    [
        ("title", "", "Fill in this box."),
        ("title", "ab", "Write between 3 and 10 characters."),
        ("email", "nobody", "Enter an email address, such as name@example.com."),
        ("age", "old", "Enter a whole number."),
        ("age", "9", "Enter a number from 16 to 120."),
        ("colour", "blue", "Choose one of the options."),
        ("signs", "long one", "Write 3 characters or fewer."),
        ("agreed", "perhaps", "Tick this box to go on."),
        ("from", "soon", "Enter a date, such as 2026-11-24."),
    ],
)
def test_errors_are_plain_words_under_the_name_of_the_box(box: str, text: str, words: str) -> None:
    values, errors = read_form(Form(), sent(**{box: text}))
    assert errors == {box: [words]}
    assert values["lang"] == "en"


@pytest.mark.parametrize("field", [fields.Enum(Colour, required=True), fields.List(fields.String(), required=True)])
def test_a_choice_not_made_is_not_called_an_empty_box(field: fields.Field[object]) -> None:
    _, errors = read_form(Schema.from_dict({"pick": field}), MultiDict())
    assert errors == {"pick": ["Choose one of the options."]}


def test_a_box_that_must_be_ticked_says_so() -> None:
    schema = Schema.from_dict({"ok": fields.Boolean(required=True, validate=validate.Equal(True))})
    assert read_form(schema, MultiDict())[1] == {"ok": ["Tick this box to go on."]}


def test_an_error_of_the_whole_form_has_no_box() -> None:
    assert read_form(Pair, MultiDict())[1] == {WHOLE_FORM: ["These do not go together."]}


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f", "\uffff"])
def test_hidden_characters_are_refused_politely(hidden: str) -> None:
    _, errors = read_form(Form, sent(note=f"a{hidden}b"))
    assert errors == {"note": ["This has hidden characters that we cannot take. Type it again instead of pasting it."]}


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_marks_of_direction_are_taken_out_of_pasted_text(mark: str) -> None:
    values, errors = read_form(Form, sent(note=f"a{mark}b"))
    assert (values["note"], errors) == ("ab", {})


@given(text=st.text())
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    with APP.test_request_context("/account/form"):
        values, errors = read_form(Form, sent(note=text))
    assert bool(errors) == bool(
        HIDDEN.search(DIRECTION.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip())
    )
    assert errors or values["note"] is None or values["note"] == values["note"].strip()


STOCK = [
    fields.Field.default_error_messages["required"], fields.Field.default_error_messages["null"],
    fields.Field.default_error_messages["validator_failed"], fields.Integer.default_error_messages["invalid"],
    fields.Number.default_error_messages["invalid"], fields.Date.default_error_messages["invalid"],
    fields.String.default_error_messages["invalid"], fields.Boolean.default_error_messages["invalid"],
    fields.UUID.default_error_messages["invalid_uuid"], fields.List.default_error_messages["invalid"],
    validate.Email.default_message, validate.URL.default_message, validate.Regexp.default_message,
    validate.NoneOf.default_message, validate.Predicate.default_message,
]  # fmt: skip


def broken(rule: validate.Validator, value: object) -> str:
    """The message a validator really gives."""
    with pytest.raises(ValidationError) as caught:
        rule(value)
    return str(caught.value.messages[0])


RULES = [
    (validate.Length(min=3), "a"), (validate.Length(max=1), "ab"), (validate.Length(min=2, max=3), "a"),
    (validate.Length(equal=2), "a"), (validate.Range(min=3), 1), (validate.Range(max=3), 4),
    (validate.Range(min=3, max=4), 9), (validate.Range(min=3, min_inclusive=False), 3),
    (validate.Range(max=3, max_inclusive=False), 3), (validate.OneOf(["a"]), "b"), (validate.Equal(True), False),
    (validate.ContainsOnly(["a"]), ["b"]), (validate.ContainsNoneOf(["a"]), ["a"]),
]  # fmt: skip


@pytest.mark.parametrize("message", [*STOCK, *(broken(*rule) for rule in RULES)])
def test_every_stock_message_of_this_marshmallow_has_plain_words(message: str) -> None:
    assert plain_words(message) != message


def test_words_of_a_room_pass_as_they_are() -> None:
    assert plain_words("This name is taken.") == "This name is taken."


def test_the_words_are_asked_for_in_the_language_of_the_page() -> None:
    with force_locale("es"):
        assert all(plain_words(str(message)) for message in STOCK)
    assert len(WORDS) >= 20
