"""Works and their editions: written once, found again, withdrawn and restored."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from library.works import importing, indexing, policy, queries, services
from library.works.dates import year_of
from library.works.importing import Origin
from library.works.models import Edition, EditionState, Passage, Work
from library.works.samples import load_samples, samples
from library.works.slugs import candidates
from lms.audit.models import AuditEntry
from lms.db import utcnow
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.people import Actor, Grant, Role
from lms.search import Query, Wanted, index_of
from tests.generated import worlds
from tests.library.conftest import manuscript, no_progress


def bring_in(app, text, **origin):
    origin = Origin(file_name="a.txt", **origin)
    return importing.bring_in(app.db, index_of(app), text, origin, no_progress)


def anchors(app, work_id):
    with app.db.session(write=False) as session:
        edition = queries.current_edition(session, work_id)
        return {text: anchor for anchor, text in queries.paragraphs(session, edition.id)}


def test_a_work_that_comes_again_unchanged_changes_nothing(committed_app):
    text = manuscript("甲", "乙")
    first = bring_in(committed_app, text)
    again = bring_in(committed_app, text)
    assert (first.edition, first.is_unchanged) == (1, False)
    assert (again.edition, again.is_unchanged) == (1, True)
    with committed_app.db.session(write=False) as session:
        assert len(session.scalars(select(Edition)).all()) == 1


def test_a_changed_text_is_a_new_edition_and_what_stayed_keeps_its_anchor(committed_app):
    first = bring_in(committed_app, manuscript("甲段原文", "乙段原文", "丙段原文"))
    before = anchors(committed_app, first.work_id)
    second = bring_in(committed_app, manuscript("新的开头", "甲段原文", "丙段原文"))
    after = anchors(committed_app, first.work_id)
    assert (second.work_id, second.edition) == (first.work_id, 2)
    assert after["甲段原文"] == before["甲段原文"]
    assert after["丙段原文"] == before["丙段原文"]
    assert after["新的开头"] == 4


def test_an_anchor_that_was_given_up_never_comes_back(committed_app):
    first = bring_in(committed_app, manuscript("甲段原文", "乙段原文"))
    bring_in(committed_app, manuscript("甲段原文"))
    bring_in(committed_app, manuscript("甲段原文", "完全不同的内容"))
    assert anchors(committed_app, first.work_id) == {"甲段原文": 1, "完全不同的内容": 3}


def test_the_index_follows_the_editions(committed_app):
    first = bring_in(committed_app, manuscript("旧版本的文字"))
    bring_in(committed_app, manuscript("新版本的文字"))
    with committed_app.db.session(write=False) as session:
        current = queries.current_edition(session, first.work_id)
    assert index_of(committed_app).sizes() == {current.id: 1}


def test_an_import_that_was_stopped_leaves_the_old_edition_and_can_be_done_again(committed_app):
    class Stop(Exception):
        pass

    def _stop(share):
        if share >= importing.WRITTEN_SHARE:
            raise Stop

    first = bring_in(committed_app, manuscript("甲"))
    many = manuscript(*(f"第{n}段" for n in range(600)))
    origin = Origin(file_name="a.txt")
    with pytest.raises(Stop):
        importing.bring_in(committed_app.db, index_of(committed_app), many, origin, _stop)
    assert anchors(committed_app, first.work_id) == {"甲": 1}
    again = bring_in(committed_app, many)
    assert (again.edition, again.passages) == (2, 600)
    with committed_app.db.session(write=False) as session:
        states = sorted(session.scalars(select(Edition.state)))
        assert states == [EditionState.current, EditionState.superseded]


def test_others_write_while_a_long_work_is_imported(committed_app):
    """No writer waits as long as a second."""
    waits, done = [], threading.Event()

    def _write():
        while not done.is_set():
            start = time.monotonic()
            with committed_app.db.session(write=True) as session:
                session.add(AuditEntry(deed="test", target="", details={}))
                session.commit()
            waits.append(time.monotonic() - start)
            time.sleep(0.01)

    writer = threading.Thread(target=_write)
    writer.start()
    bring_in(committed_app, manuscript(*(f"第{n}段" + "话说天下大势" * 30 for n in range(3000))))
    done.set()
    writer.join()
    assert max(waits) < 1


def test_the_same_title_by_another_author_is_another_work(committed_app):
    one = bring_in(committed_app, manuscript("甲", title="通知", author="某厂"))
    two = bring_in(committed_app, manuscript("乙", title="通知", author="某院"))
    assert (one.slug, two.slug) == ("通知", "通知-2")


def test_two_imports_of_a_new_work_at_once_make_one(committed_app):
    failures = []

    def _import():
        try:
            bring_in(committed_app, manuscript("甲", "乙"))
        except Exception as error:  # noqa: BLE001  the loser of the race may fail: it is tried again
            failures.append(error)

    threads = [threading.Thread(target=_import) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bring_in(committed_app, manuscript("甲", "乙"))
    with committed_app.db.session(write=False) as session:
        (work,) = session.scalars(select(Work))
        current = queries.current_edition(session, work.id)
        assert len(queries.paragraphs(session, current.id)) == 2


def test_slugs_are_said_as_titles_and_never_hide_a_page():
    assert next(candidates("《红楼梦》 第一回")) == "红楼梦-第一回"
    assert next(candidates("search")) == "search-2"
    assert next(candidates("？！")) == "work"


def test_years_are_read_from_dates_and_guessed_from_eras():
    assert year_of("1941 年 3 月 17 日", "") == 1941
    assert year_of("一九一八年十一月", "民国") == 1918
    assert year_of("", "南朝宋") == 420
    assert year_of("", "清代") == 1636
    assert year_of("", "不详") is None


def test_a_long_chapter_is_read_on_several_pages(committed_app):
    paragraphs = ["话说天下大势" * 500 for _ in range(20)]
    outcome = bring_in(committed_app, manuscript(chapters={"上": paragraphs, "下": ["完"]}))
    with committed_app.db.session(write=False) as session:
        edition = queries.current_edition(session, outcome.work_id)
        rows = [
            (c.title, c.part, c.first_n, c.last_n) for c in queries.chapters(session, edition.id)
        ]
    assert rows == [("上", 1, 1, 8), ("上", 2, 9, 16), ("上", 3, 17, 20), ("下", 0, 21, 21)]


def test_samples_say_that_they_are_samples(session, school):
    works = load_samples(session)
    assert len(works) == len(samples()) >= 5
    for work in works.values():
        assert work.is_sample
        assert "示例" in work.source


def test_loading_the_samples_twice_changes_nothing(session, school):
    load_samples(session)
    session.commit()
    before = session.scalars(select(Passage.id)).all()
    load_samples(session)
    session.commit()
    assert session.scalars(select(Passage.id)).all() == before


def test_samples_are_found_once_the_job_has_run(app, session, school, index):
    load_samples(session)
    session.commit()
    assert indexing.catch_up(app.db, index, no_progress) == len(samples())
    assert indexing.catch_up(app.db, index, no_progress) == 0
    found = index.search(Wanted(query=Query.parse("报告险情"), groups=index.sizes()))
    assert found.total >= 2


def test_an_index_that_lost_documents_is_made_whole(app, session, shelve, index):
    work = shelve("甲", "乙")
    edition = queries.current_edition(session, work.id)
    documents = list(queries.documents(app.db, [edition.id]))
    index.update(documents[:1], drop={edition.id}, beat=lambda done: None)
    assert index.sizes() == {edition.id: 1}
    indexing.catch_up(app.db, index, no_progress)
    assert index.sizes() == {edition.id: 2}


def test_a_member_keeps_no_works(session, school, shelve):
    work = shelve("甲")
    member = school.actor(session, school.member)
    with pytest.raises(Forbidden):
        services.withdraw(session, member, work, "错字太多")
    with pytest.raises(Forbidden):
        services.revise(session, member, work, {"title": "x"})
    with pytest.raises(Forbidden):
        services.receive(session, member, services.Received("a.txt", "0" * 64), manuscript("甲"))


def test_a_withdrawn_work_is_read_by_staff_alone_until_it_is_restored(session, school, shelve):
    work = shelve("甲")
    trainer, member = (school.actor(session, who) for who in (school.trainer, school.member))
    services.withdraw(session, trainer, work, "错字太多")
    session.refresh(work)
    with pytest.raises(NotFound):
        queries.readable_text(session, member, work.slug)
    assert queries.readable_text(session, trainer, work.slug).work.id == work.id
    with pytest.raises(Conflict):
        services.withdraw(session, trainer, work, "再来一次")
    services.restore(session, trainer, work)
    session.refresh(work)
    assert queries.readable_text(session, member, work.slug).work.withdrawal_reason == ""
    deeds = session.scalars(select(AuditEntry.deed).where(AuditEntry.target == f"work:{work.id}"))
    assert list(deeds) == ["work.withdraw", "work.restore"]


def test_two_works_do_not_share_title_author_and_date(session, school, shelve):
    shelve("甲", title="通知", author="某厂")
    other = shelve("乙", title="公告", author="某厂")
    trainer = school.actor(session, school.trainer)
    values = dict.fromkeys(services.DESCRIBED, "") | {"title": "通知", "author": "某厂"}
    with pytest.raises(Invalid):
        services.revise(session, trainer, other, values)


TWINS = [(policy.may_keep, policy.kept_by), (policy.may_read, policy.readable_by)]


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin[0].__name__)
@given(roles=st.sets(st.sampled_from(Role)), withdrawn=st.lists(st.booleans(), max_size=4))
@worlds
def test_predicate_and_sql_agree(app, session, twin, roles, withdrawn):
    may, allowed_to = twin
    actor = Actor(1, "a", "a", frozenset(Grant(role, 1, "/1/") for role in roles))
    with app.db.session(write=True) as world:  # a fresh one for each example, never committed
        for number, is_out in enumerate(withdrawn):
            at, reason = (utcnow(), "x") if is_out else (None, "")
            names = {"slug": f"w{number}", "title": f"w{number}"}
            world.add(Work(**names, withdrawn_at=at, withdrawal_reason=reason))
        world.flush()
        by_predicate = {work.id for work in world.scalars(select(Work)) if may(actor, work)}
        by_sql = set(world.scalars(select(Work.id).where(allowed_to(actor))))
        assert by_predicate == by_sql
        world.rollback()
