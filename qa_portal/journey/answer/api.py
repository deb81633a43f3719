"""What the work page asks for while somebody writes: ready words, published words, and how the text reads."""

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from qa_portal.access.guard import guard
from qa_portal.access.permissions import Permission
from qa_portal.db import read
from qa_portal.errors import BadInput
from qa_portal.journey.answer import queries, service
from qa_portal.journey.answer.schemas import AnswerSoFar
from qa_portal.text.coach import advise
from qa_portal.web.forms import read_form

room = Blueprint("writing", __name__)


@room.get("/work/<question_id>/ready/<words_id>")
@guard(Permission.QUESTION_ANSWER)
def ready_words(question_id: str, words_id: str) -> Response:
    """Ready words by the boxes they go into."""
    question = service.may_write(current_user, question_id)
    return jsonify(queries.ready_words(read(), current_user, question, words_id))


@room.get("/work/<question_id>/published/<page_id>")
@guard(Permission.QUESTION_ANSWER)
def published_words(question_id: str, page_id: str) -> Response:
    """The words of a published answer by the boxes they go into, with their source."""
    service.may_write(current_user, question_id)
    return jsonify(queries.published_words(read(), page_id))


@room.post("/work/<question_id>/reading")
@guard(Permission.QUESTION_ANSWER)
def reading(question_id: str) -> Response:
    """How what is typed reads: a grade, long sentences, hard words. Nothing of it is kept."""
    values, errors = read_form(AnswerSoFar(), request.form)
    if errors:
        raise BadInput(errors)
    question = service.may_write(current_user, question_id)
    found = advise(queries.written(values), question.lang)
    hard = [{"word": one.word, "plain": one.plain} for one in found.words]
    return jsonify(line=queries.reading_line(found), sentences=found.sentences, words=hard)
