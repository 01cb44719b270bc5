"""The library's part of the public API."""

import pytest


@pytest.fixture
def get(school, sign_in, shelve):
    shelve("安全生产，人人有责。", "先检查，后开机。", title="动员讲话", author="方远",
           era="当代", kind="讲话", dated="2025 年")  # fmt: skip
    shelve("车间安全生产须知。", title="车间须知", kind="制度")
    browser = sign_in(school.member)
    return lambda path: browser.get(f"/api/v1/library/{path}")


def test_search(get):
    answer = get("search?q=先检查").get_json()
    (item,) = answer["items"]
    assert answer["total"] == 1
    assert item["work"]["title"] == "动员讲话"
    assert item["work"]["date"] == "2025 年"
    assert item["passage"] == {
        "n": 2,
        "anchor": "p2",
        "text": "先检查，后开机。",
        "marks": [[0, 3]],
    }
    assert item["score"] > 0
    assert answer["facets"]["author"] == [{"value": "方远", "count": 1}]
    assert answer["suggestion"] is None
    assert answer["next"] is None


def test_search_narrows_and_pages(get):
    answer = get("search?q=安全生产&limit=1").get_json()
    assert (answer["total"], answer["next"]) == (2, 1)
    rest = get("search?q=安全生产&limit=1&cursor=1").get_json()
    assert {answer["items"][0]["work"]["id"], rest["items"][0]["work"]["id"]} == {
        item["work"]["id"] for item in get("search?q=安全生产").get_json()["items"]
    }
    narrowed = get("search?q=安全生产&kind=讲话&kind=通知&author=方远").get_json()
    assert narrowed["total"] == 1


def test_search_by_name_gives_works(get):
    answer = get("search?q=讲话&mode=title").get_json()
    assert [(item["work"]["title"], item["passage"]) for item in answer["items"]] == [
        ("动员讲话", None)
    ]


def test_works_and_their_passages(get):
    works = get("works").get_json()
    assert {work["title"] for work in works["items"]} == {"动员讲话", "车间须知"}
    work = get("works/动员讲话").get_json()
    assert work["editions"][0]["state"] == "current"
    assert work["chapters"][0]["last"] == 2
    passages = get("works/动员讲话/passages?from=2&to=2").get_json()
    assert passages == {
        "items": [{"n": 2, "anchor": "p2", "text": "先检查，后开机。", "page": None}],
        "next": None,
        "total": 2,
    }
    assert get("works/动员讲话/passages?from=1&to=1").get_json()["next"] == 2


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("search?q=a&colour=red", 422, "colour"),
        ("search?mode=quote", 422, "mode"),
        ("search?limit=0", 422, "limit"),
        ("search?cursor=-1", 422, "cursor"),
        ("search?q=" + "长" * 201, 422, "q"),
        ("works/动员讲话/passages?from=0", 422, "from"),
        ("works/动员讲话/passages?from=2&to=1", 422, "to"),
        ("works/动员讲话/passages?from=1&to=999", 422, "to"),
        ("works/没有", 404, None),
        ("works/没有/passages", 404, None),
    ],
)
def test_what_does_not_fit_is_named(get, path, status, field):
    answer = get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert field in [error["field"] for error in answer.get_json()["errors"]] or field is None


def test_a_quotation_is_checked(school, sign_in, get):
    browser = sign_in(school.member)
    send = {"json": {"text": "先检查，再开机"}}
    answer = browser.post("/api/v1/library/quotations", **send).get_json()
    (found,) = answer["candidates"]
    assert answer["verdict"] == "differs"
    assert found["work"]["title"] == "动员讲话"
    assert (found["passage"]["n"], found["passage"]["anchor"]) == (2, "p2")
    assert found["differences"] == [
        {"kind": "replaced", "weight": "words", "source": "后", "given": "再", "at": 4}
    ]
    assert found["citation"] == "方远. 动员讲话[Z]. 2025 年: 第 2 段."
    assert found["score"] < 1


def test_what_nobody_said_has_no_source(sign_in, school, get):
    browser = sign_in(school.member)
    sent = browser.post("/api/v1/library/quotations", json={"text": "红烧肉和米饭"})
    assert sent.get_json() == {"verdict": "none", "candidates": [], "nearest": []}


def test_too_short_a_quotation_is_refused_by_its_field(sign_in, school, get):
    browser = sign_in(school.member)
    sent = browser.post("/api/v1/library/quotations", json={"text": "党课"})
    assert (sent.status_code, sent.get_json()["errors"][0]["field"]) == (422, "text")
