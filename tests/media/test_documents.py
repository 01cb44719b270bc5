"""Courseware is read page by page, and a page takes its time."""

from datetime import timedelta
from io import BytesIO

import pytest
import typst
from PIL import Image
from pypdfium2 import PdfDocument
from sqlalchemy import delete, select, update

from lms.errors import NotFound
from lms.jobs.worker import Worker
from lms.sandbox import Walls
from media.assets.jobs.renew import RENEW
from media.assets.models import Asset, Kind, PagePicture, PageText, State
from media.assets.queries import drawn_of_old
from media.documents import passes, queries, services
from media.encoding.pages import draw
from tests.conftest import new_client
from tests.media import tus
from tests.media.work import work_off

SECRET = "s" * 40


@pytest.fixture
def paper(session, school):
    asset = Asset(
        owner_id=school.trainer.id, title="讲义", filename="1.pdf", size=1, state=State.ready,
        kind=Kind.document, original="0" * 64, page_count=4,
    )  # fmt: skip
    session.add(asset)
    session.flush()
    session.add_all(
        PagePicture(asset_id=asset.id, number=n, width=1, height=1, blob="0" * 64)
        for n in range(1, 5)
    )
    session.flush()
    return asset


@pytest.fixture
def read(app, session, school, paper, clock):
    """Report pages as the member does, so many seconds after the last time."""
    actor = school.actor(session, school.member)

    def _report(seconds, *pages):
        clock.shift(seconds)
        return services.report(session, app.facts, actor, paper.id, pages)

    return _report


def test_one_report_of_all_pages_reads_nothing(read):
    receipt = read(0, 1, 2, 3, 4)
    assert (receipt.read, receipt.rest) == ([], [1, 2, 3, 4])
    assert read(0, 1, 2, 3, 4).read == []


def test_pages_count_as_time_allows_and_the_rest_later(read):
    read(0)
    first = read(5, 1, 2, 3, 4)
    assert (first.read, first.rest) == ([1, 2], [3, 4])
    second = read(3, *first.rest)
    assert (second.read, second.is_complete) == ([1, 2, 3, 4], True)


def test_a_page_read_twice_counts_once(read):
    read(0)
    read(60, 1)
    assert read(60, 1, 1).read == [1]


def test_pages_that_do_not_exist_are_not_read(read):
    read(0)
    assert read(60, 0, 5, 99, 2).read == [2]


def test_a_minute_is_read_into_one_document_only(app, session, school, paper, clock):
    actor = school.actor(session, school.member)
    copy = Asset(
        owner_id=school.trainer.id, title="讲义二", filename="2.pdf", size=1, state=State.ready,
        kind=Kind.document, original="0" * 64, page_count=4,
    )  # fmt: skip
    session.add(copy)
    session.flush()

    def _report(asset, *pages):
        return services.report(session, app.facts, actor, asset.id, pages).read

    for asset in (paper, copy):
        _report(asset)
    clock.shift(8)
    assert [_report(paper, 1, 2), _report(copy, 1, 2, 3, 4)] == [[1, 2], [1, 2]]
    assert _report(paper, 3) == [1, 2]


def test_reading_to_the_end_is_told_once(app, read, paper, session, monkeypatch):
    told = []
    monkeypatch.setattr(app.facts, "tell", lambda _session, fact: told.append(fact))
    read(0)
    for _time in range(3):
        read(10, 1, 2, 3, 4)
    assert [(fact.kind, fact.subject_id) for fact in told] == [("document.read", paper.id)]
    assert list(queries.read_counts(session, [paper.id]).values()) == [4]


def test_a_pass_is_for_one_person_and_one_day(session, school, paper, clock):
    member = school.actor(session, school.member)
    token = passes.issue(SECRET, member, paper.id)
    assert passes.asset_of(SECRET, member, token) == paper.id
    for secret, person in ((SECRET, school.colleague), ("other" * 8, school.member)):
        with pytest.raises(NotFound):
            passes.asset_of(secret, school.actor(session, person), token)
    clock.shift(timedelta(hours=13))
    with pytest.raises(NotFound):
        passes.asset_of(SECRET, member, token)


@pytest.fixture
def token(app, session, school, paper):
    member = school.actor(session, school.member)
    return passes.issue(app.settings.secret_key, member, paper.id)


@pytest.mark.parametrize("body", [{}, {"pages": [0]}, {"pages": ["1"]}, {"pages": [1], "all": 1}])
def test_a_report_that_makes_no_sense_is_refused(school, sign_in, token, body):
    client = sign_in(school.member)
    assert client.post(f"/api/v1/readings/{token}/pages", json=body).status_code == 422
    assert client.post("/api/v1/readings/x/pages", json={"pages": [1]}).status_code == 404


def pdf_of(*sizes):
    document, target = PdfDocument.new(), BytesIO()
    for size in sizes:
        document.new_page(*size)
    document.save(target)
    return target.getvalue()


def test_pages_are_pictures_of_their_own_shape(committed_app, committed_school):
    trainer = new_client(committed_app, committed_school.trainer)
    content = pdf_of((595, 842), (842, 595), (10, 14_000))
    asset_id = tus.upload(trainer, "讲义.pdf", content)
    work_off(committed_app)
    with committed_app.db.session(write=False) as session:
        actor = committed_school.actor(session, committed_school.trainer)
    token = passes.issue(committed_app.settings.secret_key, actor, asset_id)
    sizes = []
    for number in (1, 2, 3):
        answer = trainer.get(f"/read/{token}/{number}.jpg")
        assert answer.mimetype == "image/jpeg"
        sizes.append(Image.open(BytesIO(answer.data)).size)
    assert sizes[:2] == [(1280, 1812), (1280, 905)]
    assert sizes[2][1] <= 5120
    assert trainer.get(f"/read/{token}/4.jpg").status_code == 404
    assert new_client(committed_app).get(f"/read/{token}/1.jpg").status_code in {302, 401}
    assert "3" in trainer.get(f"/teach/media/{asset_id}/preview").text


WORDS = [[0.1, 0.2, 0.5, 0.05, "党支部工作", "\n"], [0.1, 0.26, 0.3, 0.05, "条例。工作", ""]]


@pytest.fixture
def written(session, paper):
    """The second page has words, the third one too; the others are pictures only."""
    session.add_all(
        [
            PageText(asset_id=paper.id, number=2, words=WORDS, text="党支部工作条例。工作"),
            PageText(asset_id=paper.id, number=3, words=[], text="100%工作"),
        ]
    )
    session.commit()


@pytest.mark.parametrize(
    "case",
    [
        ("工作", [(2, 2), (3, 1)]),
        ("工作 条例", [(2, 1)]),  # over the end of a line
        ("１００％", [(3, 1)]),
        ("%", [(3, 1)]),
        ("没有的词", []),
        ("  ", []),
    ],
)
def test_words_are_found_in_a_document(sign_in, school, token, written, case):
    wanted, found = case
    answer = sign_in(school.member).get(
        f"/api/v1/readings/{token}/hits", query_string={"q": wanted}
    )
    assert [(page["page"], page["count"]) for page in answer.json["pages"]] == found
    assert answer.json["total"] == sum(count for _page, count in found)


def test_the_words_of_a_page_have_places(sign_in, school, token, written):
    client = sign_in(school.member)
    words = client.get(f"/api/v1/readings/{token}/pages/2/words").json["words"]
    assert [(word["text"], word["gap"]) for word in words] == [
        ("党支部工作", "\n"),
        ("条例。工作", ""),
    ]
    assert words[0] | {"text": "", "gap": ""} == {
        "x": 0.1, "y": 0.2, "width": 0.5, "height": 0.05, "text": "", "gap": "",
    }  # fmt: skip
    assert client.get(f"/api/v1/readings/{token}/pages/1/words").json == {"words": []}


def test_words_and_hits_are_for_the_holder_of_the_pass(sign_in, school, token, written):
    for person, status in ((school.member, 200), (school.colleague, 404)):
        client = sign_in(person)
        for path in ("pages/2/words", "hits?q=工作"):
            assert client.get(f"/api/v1/readings/{token}/{path}").status_code == status


def test_the_words_of_a_pdf_stand_where_they_are_seen(tmp_path, glyphs):
    """Read from the page as it is shown: turned by a quarter, the lines still start on its left."""
    for turn in (0, 90, 180, 270):
        words = drawn(tmp_path, "党支部工作条例 第一章", turn)[0].words
        assert "".join(word.text + word.gap for word in words) == "党支部工作条例 第一章"
        assert all(0 <= edge <= 1 for word in words for edge in word[:4])
        first = words[0]
        is_lying = first.width > first.height
        assert is_lying is (turn in {0, 180})
        assert (first.x < 0.5, first.y < 0.5) == UPPER_LEFT[turn]


UPPER_LEFT = {0: (True, True), 90: (False, True), 180: (False, False), 270: (True, False)}


def drawn(tmp_path, words, turn):
    source = tmp_path / f"{turn}.pdf"
    page = f'#set text(font: "Noto Serif CJK SC", size: 20pt)\n{words}'
    source.write_bytes(typst.compile(page.encode()))
    document = PdfDocument(source)
    document[0].set_rotation(turn)
    document.save(source.with_suffix(".turned"))
    folder = tmp_path / str(turn)
    folder.mkdir()
    walls = Walls(tmp_path, source.with_suffix(".turned"))
    return draw(walls, folder, lambda _share: None)


def test_who_uploads_is_told_how_it_ended(committed_app, committed_school):
    trainer = new_client(committed_app, committed_school.trainer)
    tus.upload(trainer, "好讲义.pdf", pdf_of((595, 842)))
    tus.upload(trainer, "坏讲义.pdf", b"%PDF-1.7 broken")
    work_off(committed_app)
    told = {item["title"] for item in trainer.get("/api/v1/notices").json["items"]}
    assert told == {"处理完成：好讲义", "没有处理成功：坏讲义"}


def test_courseware_of_an_older_release_gets_its_words_when_a_worker_starts(
    committed_app, committed_school, glyphs
):
    """It was drawn without fine pictures and without words; it is read as ever meanwhile."""
    trainer = new_client(committed_app, committed_school.trainer)
    page = '#set text(font: "Noto Serif CJK SC")\n党支部工作条例'
    asset_id = tus.upload(trainer, "讲义.pdf", typst.compile(page.encode()))
    work_off(committed_app)
    with committed_app.db.session(write=True) as session:
        session.execute(delete(PageText))
        session.execute(update(PagePicture).values(fine_blob=None))
        before = session.scalar(select(PagePicture.blob))
        session.commit()
    worker = Worker(committed_app, committed_app.transport)
    worker.begin()
    work_off(committed_app)
    with committed_app.db.session(write=False) as session:
        assert session.scalars(select(PageText.text)).all() == ["党支部工作条例"]
        assert session.scalar(select(PagePicture.blob)) == before
        assert session.scalar(select(PagePicture.fine_blob)) is not None
        assert drawn_of_old(session, RENEW) == []
        assert session.get_one(Asset, asset_id).state == "ready"
