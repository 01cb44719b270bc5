from lms.web.i18n import language, speaking


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
