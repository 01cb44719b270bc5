"""Forms that read the request they are built in and keep what was typed."""

import secrets
from typing import Any

from flask import g, request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form as WTForm

from lms.errors import Invalid, Refusal
from lms.web.i18n import gettext
from lms.web.wording import Wording


def page_name() -> str:
    """Return a name for this page, carried by its forms: each is sent once (lms.people.repeats)."""
    if "page_name" not in g:
        g.page_name = secrets.token_hex(8)
    return str(g.page_name)


class Worded(WTForm):
    """A form that speaks the school's words."""

    class Meta:
        def get_translations(self, _form: WTForm) -> Wording:
            return Wording()


class Filters(Worded):
    """What a list is narrowed by: read from the query string, so it can be kept and shared.

    A value that fits nothing is as good as none.
    """

    def __init__(self) -> None:
        super().__init__(request.args)

    def kept(self) -> dict[str, str]:
        """Return what links to other pages of the same list carry along."""
        return {name: text for name in self._fields if (text := request.args.get(name))}


class Form(Worded):
    """A form of a page. `obj` or keywords give the values before anything was typed."""

    def __init__(self, obj: object = None, **values: object) -> None:
        typed: CombinedMultiDict[str, Any] = CombinedMultiDict([request.files, request.form])
        super().__init__(typed if request.method == "POST" else None, obj=obj, **values)

    def accepted(self) -> bool:
        return request.method == "POST" and bool(self.validate())

    @property
    def http_status(self) -> int:
        """The status of a page that shows this form."""
        return 422 if self.errors else 200

    def refuse(self, message: str, **values: object) -> None:
        """Say no to the form as a whole."""
        self.form_errors.append(gettext(message, **values))

    def show(self, refusal: Refusal) -> None:
        """Put a service's refusal beside the fields it names, the rest above the form."""
        errors = refusal.errors if isinstance(refusal, Invalid) else ()
        for error in errors:
            words = gettext(error.message, **(error.values or {}))
            field = self._fields.get(error.field)
            if field is None:
                self.form_errors.append(words)
            else:
                field.errors = [*field.errors, words]
        if not errors:
            self.refuse(refusal.message, **refusal.values)
