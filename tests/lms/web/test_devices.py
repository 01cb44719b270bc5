import pytest

from lms.web.devices import device


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
            ),
            "Edge，Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.54"
            ),
            "微信，iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox，Linux",
        ),
        ("curl/8.5.0", "未知设备"),
    ],
)
def test_a_person_recognises_the_device(app, agent, words):
    with app.test_request_context():
        assert device(agent) == words
