"""Exported files of each kind, read back: they say what the page says, and harm nobody."""

import csv
import re
from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from courses.certificates.models import Certificate
from courses.certificates.numbers import new_number
from courses.reports import services
from lms.exports import services as exports
from lms.exports.models import Export, ExportState
from lms.people import Post
from media.assets.models import Asset, Kind, State
from tests.conftest import new_client
from tests.courses.exports.making import make
from tests.courses.studying import add_course, noon
from tests.courses.test_reports import CLOCK, MAY
from tests.factories import add_person

HARM = '=HYPERLINK("http://x","点我")'


def ordered(app, school, client, **form) -> Export:
    path = f"/branch/{school.north.id}/exports"
    asked = form.pop("asked", {})
    answer = client.post(path, query_string=asked, data=form)
    assert answer.status_code == 302, answer.text
    return make(app, int(answer.location.rsplit("/", 1)[1]))


def content(app, export: Export) -> bytes:
    assert export.state is ExportState.ready, export.failure
    return app.blobs.read(export.blob)


def lines(source: bytes) -> list[list[str]]:
    assert source.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(source.decode("utf-8-sig"))))


def words(source: bytes) -> str:
    pages = pypdfium2.PdfDocument(source)
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


@pytest.fixture
def organizer(app, school):
    return new_client(app, school.organizer)


def test_figures_as_csv_are_those_of_the_page(app, school, task, organizer):
    export = ordered(app, school, organizer, format="csv", asked={"task": task.id})
    page = organizer.get(f"/branch/{school.north.id}/completion?task={task.id}").text
    head, *rows = lines(content(app, export))
    assert head == ["党组织", "完成率", "应学", "已完成", "学习中", "未开始", "免学"]
    assert rows == [
        ["甲车间党支部", "33.3%", "3", "1", "1", "1", "0"],
        ["乙车间党支部", "0.0%", "1", "0", "0", "1", "1"],
        ["合计", "25.0%", "4", "1", "1", "2", "1"],
    ]
    shown = re.findall(r'<td class="rate">(.*?)</td>', page)
    assert sorted(shown) == sorted(row[1] for row in rows)


def test_figures_as_pdf_are_those_of_the_page(app, school, task, organizer):
    export = ordered(app, school, organizer, format="pdf", asked={"task": task.id})
    printed = words(content(app, export)).replace(" ", "")
    for expected in (
        "4名党员中",
        "完成率25.0%",
        "甲车间党支部",
        "33.3%",
        "合计",
        "制表人：",
        "1/1",
    ):
        assert expected in printed.replace("\xa0", "")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_people_are_listed_as_they_stand(app, school, task, organizer, kind):
    asked = {"task": task.id, "state": "not_started"}
    export = ordered(app, school, organizer, report="people", format=kind, asked=asked)
    source = content(app, export)
    if kind == "csv":
        assert [row[0] for row in lines(source)[1:]] == ["organizer同志", "trainer2同志"]
    elif kind == "xlsx":
        with app.blobs.local_path(export.blob) as path:
            rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        assert [row[:4] for row in rows[9:]] == [
            ["organizer同志", "", "甲车间党支部", "未开始"],
            ["trainer2同志", "", "乙车间党支部", "未开始"],
        ]
    else:
        printed = words(source)
        assert "trainer2" in printed
        assert "colleague" not in printed


def test_the_roster_is_everybody_of_the_unit(app, school, organizer):
    export = ordered(app, school, organizer, report="roster", format="csv")
    head, *rows = lines(content(app, export))
    assert head[:2] == ["姓名", "工号"]
    assert ["member同志", "10000001", "正式党员", "甲车间党支部", "2020-01-01"] in rows
    assert "outsider同志" not in [row[0] for row in rows]
    found = ordered(app, school, organizer, report="roster", format="csv", asked={"q": "member"})
    assert [row[0] for row in lines(content(app, found))[1:]] == ["member同志"]


@pytest.mark.parametrize("name", [HARM, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_name_that_looks_like_a_formula_is_a_word_in_csv(app, school, organizer, name):
    with app.db.session(write=True) as session:
        add_person(session, "evil", school.branch_b, name=name)
        session.commit()
    export = ordered(app, school, organizer, report="roster", format="csv")
    names = [row[0] for row in lines(content(app, export))]
    assert f"'{name}" in names
    assert not any(each.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for each in names)


def test_my_exports_are_listed_with_what_proves_them(app, school, task, organizer):
    export = ordered(app, school, organizer, format="csv", asked={"task": task.id})
    page = organizer.get("/branch/exports").text
    assert export.blob == sha256(content(app, export)).hexdigest()
    assert export.blob in page
    assert "保留至" in page
    assert f"/branch/exports/{export.id}/file" in page
    assert export.blob not in new_client(app, school.admin).get("/branch/exports").text
    answer = organizer.get(f"/branch/exports/{export.id}/file")
    assert answer.mimetype == "text/csv"
    assert sha256(answer.data).hexdigest() == export.blob


def test_the_api_orders_each_kind_and_refuses_what_there_is_not(app, school, task, organizer):
    wanted = {"report": "people", "format": "csv", "parameters": {"assignment": task.id}}
    answer = organizer.post("/api/v1/exports", json=wanted)
    assert answer.status_code == 202
    made = make(app, answer.json["id"])
    told = organizer.get(f"/api/v1/exports/{made.id}").json
    assert (told["report"], told["format"], told["sha256"]) == ("people", "csv", made.blob)
    unfit = {"report": "certificates", "format": "csv"}
    assert organizer.post("/api/v1/exports", json=unfit).status_code == 422
    assert organizer.post("/api/v1/exports", json={"format": "docx"}).status_code == 422


def test_words_of_a_refusal_are_only_words(app, school, organizer):
    export = ordered(app, school, organizer, format="csv")
    with app.db.session(write=True) as session:
        failed = {"state": ExportState.failed, "blob": None, "failure": "课程“<b>100%”"}
        session.execute(update(Export).values(failed))
        session.commit()
    assert "课程“&lt;b&gt;100%”" in organizer.get(f"/branch/exports/{export.id}").text


def test_long_lists_are_not_printed(app, school, organizer, monkeypatch):
    monkeypatch.setattr(services, "MOST_PRINTED", 3)
    form = {"report": "roster", "format": "pdf"}
    answer = organizer.post(f"/branch/{school.north.id}/exports", data=form)
    assert answer.status_code == 409
    assert "CSV" in answer.text


def test_a_file_stays_while_another_has_the_same_content(app, school, task, organizer, clock):
    first = ordered(app, school, organizer, format="csv", asked={"task": task.id})
    clock.shift(timedelta(days=3))
    organizer = new_client(app, school.organizer)
    second = ordered(app, school, organizer, format="csv", asked={"task": task.id})
    assert first.blob == second.blob
    with app.db.session(write=True) as session:
        assert exports.expire(session, CLOCK.now + timedelta(days=8)) == []
        assert session.get_one(Export, first.id).state is ExportState.expired
        session.add(
            Asset(
                owner_id=school.trainer.id,
                title="报表",
                filename="报表.csv",
                size=1,
                state=State.ready,
                kind=Kind.document,
                original=first.blob,
            )
        )
        assert exports.expire(session, CLOCK.now + timedelta(days=11)) == []
        session.commit()
    assert app.blobs.exists(first.blob)


@pytest.fixture
def certified(app, school):
    """Three in the north and one in the south have certificates; one of them is revoked."""
    with app.db.session(write=True) as session:
        course = add_course(session, school.trainer)
        for person in (school.member, school.colleague, school.trainer, school.outsider):
            session.add(certificate(person, course))
        session.flush()
        revoked = session.scalars(select(Certificate).filter_by(person_id=school.trainer.id)).one()
        revoked.revoked_at, revoked.revoked_by, revoked.reason = CLOCK.now, school.admin.id, "代学"
        session.commit()
        return course


def certificate(person, course) -> Certificate:
    return Certificate(
        number=new_number(2026),
        person_id=person.id,
        course_id=course.id,
        name=person.name,
        unit="甲车间党支部",
        title=course.title,
        hours=2,
        completed_at=noon(MAY),
        issuer="示例企业党委",
    )


def test_a_unit_prints_its_certificates_in_one_file(app, school, certified, organizer):
    page = organizer.get(f"/branch/{school.north.id}/certificates").text
    assert "member同志" in page
    assert "outsider同志" not in page
    export = ordered(app, school, organizer, report="certificates", format="pdf")
    document = pypdfium2.PdfDocument(content(app, export))
    assert len(document) == 2  # who is revoked is left out
    assert document[0].get_size() == pytest.approx((842, 595), abs=1)
    printed = words(content(app, export))
    assert "member" in printed
    assert "colleague" in printed
    assert "/verify/2026-" in printed


def test_without_glyphs_no_file_is_made_and_it_says_so(
    app, school, certified, organizer, monkeypatch
):
    monkeypatch.setattr("courses.typesetting.press.cjk_fonts", lambda _data: None)
    answer = organizer.post(
        f"/branch/{school.north.id}/exports", data={"report": "certificates", "format": "pdf"}
    )
    export_id = int(answer.location.rsplit("/", 1)[1])
    assert make(app, export_id).state is ExportState.failed
    assert "汉字字体" in organizer.get(f"/branch/exports/{export_id}").text


def test_who_has_lost_the_scope_does_not_fetch(app, school, certified, organizer):
    export = ordered(app, school, organizer, report="certificates", format="pdf")
    with app.db.session(write=True) as session:
        post = session.scalars(select(Post).filter_by(person_id=school.organizer.id)).one()
        post.unit_id = school.south.id
        session.commit()
    assert organizer.get(f"/branch/exports/{export.id}/file").status_code == 404
