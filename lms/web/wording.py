"""What WTForms says about a field, in the school's words: what to enter, not what went wrong."""

from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

WORDS = {
    "This field is required.": _l("请填写此项。"),
    "Not a valid choice.": _l("请从列出的选项中选择。"),
    "Invalid Choice: could not coerce.": _l("请从列出的选项中选择。"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l(
        "请从列出的选项中选择。"
    ),
    "'%(value)s' is not a valid choice for this field.": _l("请从列出的选项中选择。"),
    "Not a valid date value.": _l("请填写日期，例如 2026-06-30。"),
    "Not a valid datetime value.": _l("请填写日期和时间，例如 2026-06-30 18:00。"),
    "Not a valid time value.": _l("请填写时间，例如 18:00。"),
    "Not a valid integer value.": _l("请填写整数。"),
    "Not a valid decimal value.": _l("请填写数字，例如 0.5。"),
    "Number must be at least %(min)s.": _l("请填写不小于 %(min)s 的数。"),
    "Number must be at most %(max)s.": _l("请填写不大于 %(max)s 的数。"),
    "Number must be between %(min)s and %(max)s.": _l("请填写 %(min)s 到 %(max)s 之间的数。"),
    "Field must be at least %(min)d character long.": _l("请填写至少 %(min)d 个字符。"),
    "Field cannot be longer than %(max)d character.": _l("最多 %(max)d 个字符，请缩短。"),
    "Field must be exactly %(max)d character long.": _l("请填写 %(max)d 个字符。"),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "请填写 %(min)d 到 %(max)d 个字符。"
    ),
    "Field must be equal to %(other_name)s.": _l("两次填写的内容不一样。"),
    "Invalid input.": _l("格式不对，请检查。"),
    "Invalid email address.": _l("请填写邮箱地址，例如 name@example.com。"),
}


class Wording:
    """The translations object that WTForms asks; other packages' fields keep their own words."""

    def gettext(self, message: str) -> str:
        return str(WORDS[message]) if message in WORDS else gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(WORDS[one]) if one in WORDS else self.gettext(one if count == 1 else many)
