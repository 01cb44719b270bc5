"""A trainer brings a film; it is watched, and what counts is what the server says."""

from threading import Event, Thread

import pytest
from flask import render_template_string
from playwright.sync_api import expect
from sqlalchemy import delete, select

from media.assets.models import Asset
from media.playback import queries
from media.playback.models import Watched
from tests.media import films
from tests.media.work import work_off

pytestmark = pytest.mark.browser

LENGTH = 40
PATIENCE = 60_000
IS_PLAYING = (
    "() => { const v = document.querySelector('video'); return !v.paused && v.currentTime > %s; }"
)
KEPT = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('watch:')).map(([, text]) => JSON.parse(text))"

PAGE = """
{% extends "layouts/page.html" %}
{% from "media/playback/_player.html" import player, counted_card, transcript, player_scripts %}
{% block title %}讲次{% endblock %}
{% block main %}
  <h1>第一讲</h1>
  {{ player("第一讲", url_for("api_playback.preview", asset_id=film.id), film.duration_s, captions, None, 1) }}
  {{ counted_card([], film.duration_s, 0.9 * film.duration_s, 0) }}
  {{ transcript(cues) }}
{% endblock %}
{% block scripts %}{{ player_scripts() }}{% endblock %}
"""
VTT = b"WEBVTT\n\n00:00.500 --> 00:20.000\n\xe5\x90\x8c\xe5\xbf\x97\xe4\xbb\xac\n\n00:20.000 --> 00:30.000\n\xe7\xac\xac\xe4\xba\x8c\xe5\x8f\xa5\n"


@pytest.fixture(scope="module")
def worker(site):
    """Do what is queued, as the worker process does."""
    stop = Event()

    def _work():
        while not stop.wait(0.3):
            work_off(site.app, rounds=1)

    thread = Thread(target=_work, daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    return films.make(folder / "第一讲.mp4", "-g", "50", size="320x180", seconds=LENGTH)


def bring(page, *files):
    page.goto("/teach/media")
    page.set_input_files("input[type=file]", files)


@pytest.fixture
def lecture(site, worker, visit, film):
    """The id of a film that is ready, with captions; brought by the first test that asks."""
    with site.app.db.session(write=False) as session:
        found = session.scalar(select(Asset.id).where(Asset.state == "ready"))
    if found:
        return found
    page = visit("trainer")
    bring(page, film)
    page.get_by_role("link", name="查看").click(timeout=PATIENCE)
    page.get_by_role("link", name="预览").wait_for(timeout=PATIENCE)
    expect(page.get_by_text("100%")).to_be_visible(timeout=PATIENCE)
    page.set_input_files(
        "input[name=captions]", {"name": "1.vtt", "mimeType": "text/vtt", "buffer": VTT}
    )
    page.get_by_role("button", name="上传字幕").click()
    expect(page.get_by_text("字幕已保存。")).to_be_visible()
    return int(page.url.rsplit("/", 1)[1])


@pytest.fixture
def learn(site, visit, lecture):
    """Open the lecture in a browser of its own, with all that a lesson's page has."""

    def _learn(**options):
        page = visit("trainer", **options)
        with site.app.db.session(write=True) as session:
            session.execute(delete(Watched))  # each test begins with a film not seen
            session.commit()
            shown = {
                "film": session.get(Asset, lecture),
                "captions": [{"language": "zh"}],
                "cues": [{"start": 0.5, "stop": 20, "text": "同志们"}, {"start": 20, "stop": 30, "text": "第二句"}],
            }  # fmt: skip
        page.goto("/help")
        token = page.locator("meta[name=csrf-token]").get_attribute("content")
        with site.app.test_request_context():
            site.app.preprocess_request()
            html = render_template_string(PAGE, **shown)
        html = html.replace(
            'name="csrf-token" content="', f'name="csrf-token" content="{token}" data-old="'
        )
        page.route("**/lesson", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto("/lesson")
        return page

    return _learn


def play(page, until=1.0):
    page.get_by_role("button", name="播放", exact=True).click()
    page.wait_for_function(IS_PLAYING % until, timeout=PATIENCE)


def pause(page):
    page.get_by_role("button", name="暂停", exact=True).click()


def counted_s(site, lecture):
    with site.app.db.session(write=False) as session:
        return queries.watched(session, site.school.trainer.id, lecture).counted_ms / 1000


def test_a_film_is_brought_encoded_and_previewed(lecture, visit):
    page = visit("trainer")
    page.goto(f"/teach/media/{lecture}/preview")
    play(page, until=2)
    assert page.evaluate("document.querySelector('video').videoWidth") == 320


def test_a_bad_file_is_refused_in_words_and_the_good_one_goes_on(
    site, worker, visit, film, tmp_path
):
    empty, words = tmp_path / "空.mp4", tmp_path / "文字.mp4"
    empty.touch()
    words.write_text("这不是视频。" * 100)
    page = visit("trainer")
    bring(page, empty, words)
    expect(page.get_by_text("“空.mp4”是空文件（0 字节）。请重新选择。")).to_be_visible()
    expect(page.get_by_text("文件不是可用的视频。请上传 MP4、MOV 或 MKV 文件").first).to_be_visible(
        timeout=PATIENCE
    )


def test_an_upload_over_a_cut_line_goes_on_by_itself(site, visit, tmp_path):
    page = visit("trainer")
    cut = []

    def _cut(route):
        if route.request.method == "PATCH" and len(cut) < 2:
            cut.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/*", _cut)
    papers = tmp_path / "讲义.pdf"
    papers.write_bytes(b"%PDF-1.7\n" + b"0" * 300_000)
    bring(page, papers)
    expect(page.get_by_text("上传完成，正在安全检查")).to_be_visible(timeout=PATIENCE)
    assert len(cut) == 2


def test_a_paused_upload_goes_on_where_it_stood(visit, tmp_path):
    page = visit("trainer")
    page.route("**/uploads/*", lambda route: None)  # the line hangs
    papers = tmp_path / "讲义二.pdf"
    papers.write_bytes(b"%PDF-1.7\n" + b"1" * 300_000)
    bring(page, papers)
    page.get_by_role("button", name="暂停").click()
    expect(page.get_by_text("已暂停在")).to_be_visible()
    page.unroute("**/uploads/*")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_text("上传完成，正在安全检查")).to_be_visible(timeout=PATIENCE)


def test_what_was_shown_counts_and_a_jump_does_not(site, learn, lecture):
    page = learn()
    play(page, until=4)
    expect(page.locator("[data-cc] span")).to_have_text("同志们")
    expect(page.locator("[data-transcript] [aria-current]")).to_have_text("0:00同志们")
    pause(page)
    expect(page.locator("[data-sentence]")).to_contain_text("已计 4")
    before = counted_s(site, lecture)
    page.locator("[data-transcript] a").nth(1).click()
    page.wait_for_function(IS_PLAYING % 22, timeout=PATIENCE)
    pause(page)
    expect(page.locator("[data-strip] g rect")).to_have_count(2)
    assert before + 1 < counted_s(site, lecture) < before + 5


def test_the_part_not_seen_is_found(learn):
    page = learn()
    play(page, until=2)
    page.locator("[data-transcript] a").nth(1).click()
    page.wait_for_function(IS_PLAYING % 20)
    page.get_by_role("button", name="跳到没看的部分").click()
    page.wait_for_function("() => document.querySelector('video').currentTime < 15")
    assert page.evaluate("document.querySelector('video').currentTime") > 1.9


def test_without_a_network_the_time_is_kept_and_sent_later(site, learn, lecture):
    page = learn()
    play(page)
    page.get_by_role("button", name="跳到没看的部分").click()
    page.wait_for_timeout(1000)
    pause(page)
    page.wait_for_timeout(500)
    before = counted_s(site, lecture)
    page.context.set_offline(True)
    play(page)
    page.wait_for_timeout(3000)
    pause(page)
    page.wait_for_timeout(300)
    assert page.evaluate(KEPT)[0]
    assert counted_s(site, lecture) == before
    page.context.set_offline(False)
    page.wait_for_function(f"() => !({KEPT})()[0].length", timeout=PATIENCE)
    assert counted_s(site, lecture) > before + 2


def test_another_device_takes_over_and_gives_back(learn):
    desk, phone = learn(), learn(viewport={"width": 390, "height": 844})
    play(desk)
    play(phone)
    pause(desk)
    expect(desk.get_by_text("您正在另一台设备上学习")).to_be_visible(timeout=PATIENCE)
    desk.get_by_role("button", name="在这里继续").click()
    desk.wait_for_function(IS_PLAYING % 1, timeout=PATIENCE)
    pause(phone)
    expect(phone.get_by_text("您正在另一台设备上学习")).to_be_visible(timeout=PATIENCE)


def test_the_keys_work_inside_the_player_only(learn):
    page = learn()
    play(page)
    page.locator("[data-play]").focus()
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('video').paused")
    at = page.evaluate("document.querySelector('video').currentTime")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('video').currentTime > {at} + 8")
    page.locator("[data-find]").focus()
    page.keyboard.press("k")
    assert page.evaluate("document.querySelector('video').paused")


def test_the_transcript_is_searched(learn):
    page = learn()
    page.get_by_label("在文稿中查找").fill("第二")
    expect(page.get_by_text("同志们")).to_be_hidden()
    page.get_by_label("在文稿中查找").fill("没有的词")
    expect(page.get_by_text("文稿里没有找到。")).to_be_visible()
