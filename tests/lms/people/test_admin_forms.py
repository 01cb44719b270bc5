"""Whatever is filled into the administrators' forms and queries, they answer."""

import pytest

from tests.lms.people.filled import NAUGHTY, new_person


@pytest.mark.parametrize("field", ["name", "login", "staff_number", "status", "unit", "since"])
def test_no_input_breaks_the_form_of_an_account(school, admin, field):
    missing = new_person(school)
    del missing[field]
    for sent in (missing, *(new_person(school, **{field: value}) for value in NAUGHTY)):
        answer = admin.post("/admin/people/new", data=sent)
        assert answer.status_code in {201, 422}, sent
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("field", ["person", "role", "title", "unit", "valid_from", "last_day"])
def test_no_input_breaks_the_form_of_a_post(school, admin, field):
    sent = {
        "person": "member",
        "role": "organizer",
        "title": "支部书记",
        "unit": school.branch_a.id,
        "valid_from": "2026-06-01",
        "last_day": "",
    }
    for value in (*NAUGHTY, "0001-01-01", "9999-12-31", "2026-02-30"):
        answer = admin.post("/admin/roles/new", data={**sent, field: value})
        assert answer.status_code in {302, 422}, value


def test_no_input_breaks_the_forms_of_a_unit(school, admin):
    unit = f"/admin/orgs/{school.branch_a.id}"
    for value in NAUGHTY:
        assert admin.post(f"{unit}/name", data={"name": value}).status_code in {302, 422}
        sent = {"name": value, "kind": value}
        assert admin.post(f"{unit}/children/new", data=sent).status_code == 422
        assert admin.post(f"{unit}/parent", data={"above": value}).status_code == 422
        assert admin.post(f"{unit}/order", data={"by": value}).status_code == 302


@pytest.mark.parametrize(
    "url", ["/admin/people", "/admin/roles", "/admin/roles/new", "/admin/jobs", "/admin/audit"]
)
def test_no_query_breaks_a_list(admin, url):
    names = [
        "q",
        "unit",
        "status",
        "role",
        "state",
        "sort",
        "page",
        "when",
        "person",
        "kind",
        "deed",
        "first",
        "last",
    ]
    for value in NAUGHTY:
        assert admin.get(url, query_string=dict.fromkeys(names, value)).status_code == 200
