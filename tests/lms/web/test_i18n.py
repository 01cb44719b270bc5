from lms.web import filters
from lms.web.i18n import gettext, language, speaking


def test_a_reader_s_language_ends_with_the_request(app):
    with app.test_client() as client:
        client.set_cookie("lang", "en")
        client.get("/help")
        assert language() == "en"
    assert language() == "zh"


def test_programs_are_answered_in_what_they_accept(app):
    for asked, spoken in (("en-GB,en;q=0.9", "en"), ("fr", "zh")):
        with app.test_client() as client:
            client.get("/api/v1/me", headers={"Accept-Language": asked})
            assert language() == spoken


def test_a_file_is_written_in_the_language_it_was_asked_for_in(app):
    with app.test_request_context():
        with speaking("en"):
            assert language() == "en"
        assert language() == "zh"


def test_what_is_put_into_a_message_is_escaped(app):
    words = app.jinja_env.globals["_"]("删除“%(title)s”？", title="<b>")
    assert words.__html__() == "删除“&lt;b&gt;”？"


def test_english_tells_one_from_many(app):
    with app.test_request_context(), speaking("en"):
        for number, words in ((1, "1 person"), (0, "0 people"), (1286, "1,286 people")):
            assert filters.unit(number, gettext("人")).replace(filters.NBSP, " ") == words
        assert gettext("%(count)s 题", count=1) == "1 question"
        assert gettext("%(count)s 题", count="1,286") == "1,286 questions"
