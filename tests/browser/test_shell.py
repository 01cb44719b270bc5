"""What the shell does on every page, with JavaScript and without."""

import pytest
from flask import render_template_string
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROOT_SIZE = "() => getComputedStyle(document.documentElement).fontSize"
FOCUSED = "() => document.activeElement.textContent.trim()"

PAGE = """
{% extends "layouts/page.html" %}
{% from "ui/forms.html" import confirm, token %}
{% block title %}样页{% endblock %}
{% block main %}
  <h1>样页</h1>
  {{ confirm("删除", "/deed", "删除“第三讲”？", "讲次本身不能恢复。") }}
  <form method="post" action="/deed" data-guard>
    <label>标题 <input name="title"></label>
    <button type="submit">保存</button>
  </form>
  <button type="button" data-copy="李大钊：《庶民的胜利》">复制出处</button>
  <a href="/help">离开</a>
{% endblock %}
"""


@pytest.fixture
def sample(site, visit):
    """Open a page made of the shell's parts; what it posts is noted, not sent."""
    posts: list[str] = []

    def _note(route):
        posts.append(route.request.post_data)
        route.fulfill(status=204)  # the page stays

    def _open(**options):
        page = visit(None, **options)
        with site.app.test_request_context():
            site.app.preprocess_request()
            html = render_template_string(PAGE)
        page.route("**/sample", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route("**/deed", _note)
        page.goto("/sample")
        return page, posts

    return _open


@pytest.mark.parametrize("scripts", [True, False])
def test_the_large_print_is_two_taps_away_and_stays(visit, scripts):
    page = visit(None, java_script_enabled=scripts)
    page.goto("/help")
    page.click(".who summary")
    page.click("text=特大")
    page.wait_for_function(f"({ROOT_SIZE})() === '22px'") if scripts else None
    page.goto("/accessibility")
    assert page.evaluate(ROOT_SIZE) == "22px"


def test_dark_is_chosen_without_a_new_page(visit):
    page = visit(None)
    page.goto("/help")
    page.click(".who summary")
    page.click("text=深色")
    page.wait_for_function(
        "() => getComputedStyle(document.body).backgroundColor === 'rgb(17, 22, 20)'"
    )


def test_a_question_rests_on_the_harmless_answer_and_escape_takes_it_back(sample):
    page, posts = sample()
    page.click("summary:has-text('删除')")
    assert page.evaluate(FOCUSED) == "取消"
    page.keyboard.press("Escape")
    expect(page.get_by_text("讲次本身不能恢复。")).to_be_hidden()
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
    assert posts == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_comes_before_the_deed(sample, scripts):
    page, posts = sample(java_script_enabled=scripts)
    page.click("summary:has-text('删除')")
    with page.expect_request("**/deed"):
        page.click("dialog button:has-text('删除')")
    assert len(posts) == 1


def test_an_impatient_finger_sends_a_form_once(sample):
    page, posts = sample()
    page.fill("[name=title]", "第三讲")
    page.evaluate("""() => {
      const button = [...document.querySelectorAll('button')].find((b) => b.textContent === '保存');
      button.click(); button.click(); button.click();
    }""")
    page.wait_for_selector("button:has-text('正在保存…')")
    assert len(posts) == 1


def test_without_a_network_nothing_typed_is_lost(sample):
    page, posts = sample()
    page.fill("[name=title]", "第三讲")
    page.context.set_offline(True)
    page.wait_for_selector("text=现在没有网络。")
    page.click("text=保存")
    assert page.input_value("[name=title]") == "第三讲"
    page.context.set_offline(False)
    page.wait_for_selector("text=现在没有网络。", state="detached")
    page.click("text=保存")
    page.wait_for_selector("button:has-text('正在保存…')")
    assert len(posts) == 1


def test_leaving_with_unsaved_words_asks_first(sample):
    page, _posts = sample()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.fill("[name=title]", "第三讲")
    page.click("text=离开")
    assert asked == ["有内容还没有保存。要离开此页吗？"]
    assert page.url.endswith("/sample")


def test_a_citation_is_copied_and_said_so(sample):
    page, _posts = sample(permissions=["clipboard-read", "clipboard-write"])
    page.click("text=复制出处")
    page.wait_for_selector(".toast:has-text('已复制')")
    assert page.evaluate("() => navigator.clipboard.readText()") == "李大钊：《庶民的胜利》"


def test_a_refused_form_is_read_from_its_summary(visit):
    page = visit(None)
    page.goto("/sign-in")
    page.click("main button[type=submit]")
    assert page.title().startswith("错误：")
    assert page.evaluate(FOCUSED).startswith("有 2 处需要修改")
    page.click(".errsum a >> nth=1")
    assert page.evaluate("() => document.activeElement.name") == "password"


def test_the_first_tab_leads_past_the_navigation(visit):
    page = visit("member")
    page.goto("/help")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
TOP = """() => {
  const place = document.activeElement.getBoundingClientRect();
  return Math.round((place.top + scrollY) / 10);
}"""
META = "() => getComputedStyle(document.querySelector('.foot')).color"


def test_the_wishes_of_the_system_are_kept(visit):
    page = visit(None)
    page.goto("/help")
    light, soft = page.evaluate(BACKGROUND), page.evaluate(META)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(BACKGROUND) != light
    page.emulate_media(color_scheme="light", contrast="more")
    assert page.evaluate(META) != soft
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("() => document.querySelector('main').setAttribute('aria-busy', 'true')")
    assert page.evaluate("() => document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("() => document.getAnimations().length") == 1


def test_tab_goes_through_the_page_as_it_is_read(visit):
    """The order of focus is that of the places on the page: down, and along each row."""
    page = visit("member", viewport={"width": 390, "height": 844})
    page.goto("/courses")
    places: list[float] = []
    for _tab in range(12):
        page.keyboard.press("Tab")
        places.append(page.evaluate(TOP))
    assert places == sorted(places)
