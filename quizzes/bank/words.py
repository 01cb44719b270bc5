from typing import Final

from lms.web.i18n import lazy_gettext as _l
from quizzes.marking import Kind

KIND_NAMES: Final = {
    Kind.single: _l("单选题"),
    Kind.multiple: _l("多选题"),
    Kind.true_false: _l("判断题"),
    Kind.short_answer: _l("简答题"),
}
