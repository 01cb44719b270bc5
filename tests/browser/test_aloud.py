"""The reader reads aloud: a stand-in for the voice, which browsers of tests do not have."""

import pytest
from playwright.sync_api import expect

from library.works.services import load
from tests.library.conftest import manuscript

pytestmark = pytest.mark.browser

# says what it is told and ends when the test lets it
VOICE = """() => {
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const voice = { speaking: false, pending: false, now: null };
  voice.speak = (one) => { voice.speaking = true; voice.now = one; window.said.push(one.text); };
  voice.cancel = () => { voice.speaking = false; voice.now?.onerror(); voice.now = null; };
  window.finish = () => { const one = voice.now; voice.now = null; voice.speaking = false; one.onend(); };
  Object.defineProperty(window, 'speechSynthesis', { value: voice });
}"""


@pytest.fixture
def reader(site, visit):
    with site.app.db.session(write=True) as session:
        work = load(session, manuscript("先听。后说！", "交接班要面对面。", title="谈心"))
        slug = work.slug
        session.commit()
    page = visit("member")
    page.add_init_script(f"({VOICE})()")
    page.goto(f"/library/{slug}")
    return page


def test_sentences_are_marked_as_they_are_read(reader):
    marked = reader.locator("[data-reader] mark")
    reader.get_by_role("button", name="朗读").click()
    for sentence in ("先听。", "后说！", "交接班要面对面。"):
        expect(marked).to_have_text(sentence)
        reader.evaluate("finish()")
    expect(marked).to_have_count(0)
    expect(reader.get_by_role("button", name="朗读", exact=True)).to_be_visible()
    assert reader.evaluate("said") == ["先听。", "后说！", "交接班要面对面。"]


def test_a_second_press_stops_and_leaves_the_text_as_it_was(reader):
    before = reader.locator("[data-reader]").inner_html()
    reader.get_by_role("button", name="朗读").click()
    expect(reader.locator("[data-reader] mark")).to_have_text("先听。")
    reader.get_by_role("button", name="停止朗读").click()
    assert reader.locator("[data-reader]").inner_html() == before
    assert reader.evaluate("said") == ["先听。"]
