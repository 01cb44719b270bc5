from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from lms.noting.services import LONGEST
from lms.web import Form
from lms.web.i18n import lazy_gettext as _l

LONGEST_FILM_MS = 24 * 3600 * 1000


class NoteForm(Form):
    text = TextAreaField(
        _l("笔记"),
        [DataRequired(_l("请写下笔记内容。")), Length(max=LONGEST)],
        filters=[lambda text: text and text.strip()],
    )


class NewNoteForm(NoteForm):
    at_ms = IntegerField(
        validators=[Optional(), NumberRange(0, LONGEST_FILM_MS)], widget=HiddenInput()
    )
