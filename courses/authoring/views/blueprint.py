"""The editor's blueprint, and how an autosaving page is answered."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from courses.authoring.words import saved
from lms.db import utcnow
from lms.errors import FieldError, Invalid
from lms.web import Form
from lms.web.problems import PROBLEM

bp = Blueprint("authoring", __name__, url_prefix="/teach/courses")


def is_autosave() -> bool:
    """Tell a page that saves by itself from a form that was sent."""
    return request.headers.get("Accept") == PROBLEM


def saved_by_itself(revision: int) -> ResponseReturnValue:
    return jsonify(revision=revision, words=saved(utcnow()))


def refuse_by_itself(form: Form) -> None:
    """Refuse a page that saves by itself and does not fit, naming each field."""
    errors = [FieldError(name, str(said[0])) for name, said in form.errors.items() if name and said]
    raise Invalid(errors=errors)
