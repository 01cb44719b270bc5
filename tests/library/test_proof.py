"""How far a text was proofread, and by which right it is here."""

import pytest

from library.works import queries, services
from library.works.models import Proof


@pytest.fixture
def work(shelve):
    return shelve("先检查，后开机。", title="车间夜话", author="方远", rights="自有")


@pytest.fixture
def trainer(session, school):
    return school.actor(session, school.trainer)


def proof(session, work):
    return queries.proof_of(session, queries.current_edition(session, work.id).id)


def test_a_text_is_unread_until_somebody_says_otherwise(session, trainer, work):
    assert proof(session, work) == (Proof.unread, None, None)
    services.proofread(session, trainer, work, Proof.reading)
    services.proofread(session, trainer, work, Proof.done)
    said = proof(session, work)
    assert (said.state, said.by, said.is_done) == (Proof.done, trainer.name, True)
    assert said.at is not None


def test_the_next_edition_is_unread_again(session, trainer, work, shelve):
    services.proofread(session, trainer, work, Proof.done)
    shelve("先检查，再开机。", title="车间夜话", author="方远", rights="自有")
    assert proof(session, work).state is Proof.unread


def test_readers_are_told_to_compare_until_it_is_done(session, school, trainer, work, sign_in):
    browser = sign_in(school.member)
    page = browser.get(f"/library/{work.slug}").text
    assert "未校对" in page
    assert "引用前请与底本核对" in page
    sign_in(school.trainer).post(f"/teach/library/{work.id}/proof", data={"state": "done"})
    page = browser.get(f"/library/{work.slug}").text
    assert "已校对" in page
    assert "引用前请与底本核对" not in page
    answer = browser.get(f"/api/v1/library/works/{work.slug}").get_json()
    assert answer["proof"] == "done"


def test_a_state_that_does_not_exist_is_refused(school, work, sign_in):
    sent = sign_in(school.trainer).post(f"/teach/library/{work.id}/proof", data={"state": "x"})
    assert sent.status_code == 422


def test_the_rights_must_be_told_and_are_asked_for_where_they_are_not(school, sign_in, shelve):
    work = shelve("甲。", title="无权利说明")
    browser = sign_in(school.trainer)
    assert "版权说明待填" in browser.get("/teach/library").text
    assert "版权说明待填" in browser.get(f"/teach/library/{work.id}").text
    sent = browser.post(f"/teach/library/{work.id}", data={"title": "无权利说明"})
    assert (sent.status_code, "凭什么可以收入文库" in sent.text) == (422, True)
    browser.post(f"/teach/library/{work.id}", data={"title": "无权利说明", "rights": "公有领域"})
    assert "版权说明待填" not in browser.get("/teach/library").text
