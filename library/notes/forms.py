from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.noting.services import LONGEST
from lms.web import Form
from lms.web.i18n import lazy_gettext as _l


class NoteForm(Form):
    text = TextAreaField(
        _l("笔记"),
        [DataRequired(_l("请写下笔记内容。")), Length(max=LONGEST)],
        filters=[lambda text: text and text.strip()],
        id="note-text",  # what is read is "text" already
    )
