"""Form fields take what a person can mean and nothing else."""

from decimal import Decimal

import pytest

from lms.web import Form
from lms.web.fields import DecimalField, HiddenNumber


class Sheet(Form):
    mark = DecimalField(places=None)
    given = DecimalField(default=1)
    seen = HiddenNumber(default=1)


def filled(app, **typed):
    with app.test_request_context(method="POST", data=typed):
        form = Sheet()
        form.validate()
        return form


@pytest.mark.parametrize("typed", ["NaN", "sNaN", "-Infinity", "1e", "x"])
def test_what_is_no_number_is_asked_for_again(app, typed):
    form = filled(app, mark=typed)
    assert (form.mark.data, form.errors["mark"]) == (None, ["请填写数字，例如 0.5。"])


def test_a_number_stays_exact(app):
    assert filled(app, mark="0.10").mark.data == Decimal("0.10")


def test_a_number_that_was_not_sent_stays_as_it_was(app):
    assert (filled(app).mark.data, filled(app).given.data) == (None, 1)


@pytest.mark.parametrize("sent", ["", "x", "-1", "0", "2147483648", "9" * 5000, "NaN"])
def test_what_no_page_can_have_carried_is_no_number(app, sent):
    form = filled(app, seen=sent)
    assert (form.seen.data, form.errors) == (None, {})


def test_a_page_carries_its_number_along(app):
    assert (filled(app, seen="7").seen.data, filled(app).seen.data) == (7, 1)
    assert str(filled(app, seen="7").seen) == (
        '<input id="seen" name="seen" type="hidden" value="7">'
    )
