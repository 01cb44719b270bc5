"""What an import does not understand is said in the reader's language."""

import pytest

from lms.people.imports import reading
from lms.people.imports.reading import Places, Unclear
from lms.people.imports.words import refusal
from lms.web.i18n import speaking

UNITS = [(1, "/1/", "示例党委"), (2, "/1/2/", "一支部"), (3, "/1/3/", "一支部")]


@pytest.mark.parametrize(
    "read",
    [
        reading.status,
        reading.day,
        reading.mail,
        reading.kind,
        Places([]).find,
        lambda _text: Places(UNITS).find("一支部"),
    ],
)
def test_what_is_unclear_is_told_in_english(app, read):
    with pytest.raises(Unclear) as caught:
        read("?")
    item = {"message": caught.value.message, "values": caught.value.values}
    with app.test_request_context(), speaking("en"):
        told = refusal(item)
    assert told != caught.value.message % caught.value.values
    assert str(caught.value.values["value"]) in told
