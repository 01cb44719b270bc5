"""Where mail is handed in, as it is written in the settings."""

import pytest

from lms.config import Config, ConfigError
from lms.mail.smtp import Server


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://mail.example", 587, "starttls"),
        ("smtp://mail.example:465", 465, "on"),
        ("smtp://mail.example?tls=on", 465, "on"),
        ("smtp://mail.example:25?tls=none", 25, "none"),
    ],
)
def test_nothing_goes_in_the_clear_unless_it_is_asked_for(url, port, tls):
    server = Server.from_url(url)
    assert (server.host, server.port, server.tls) == ("mail.example", port, tls)


def test_user_and_password_may_hold_any_sign():
    server = Server.from_url("smtp://school%40x:p%2Fw@mail.example")
    assert (server.user, server.password) == ("school@x", "p/w")


def test_wrong_settings_are_all_named(tmp_path):
    wrong = {
        "LMS_DATA_DIR": str(tmp_path),
        "LMS_MAIL_URL": "smtp://mail.example?tls=maybe",
        "LMS_MAIL_FROM": "nobody",
        "LMS_SITE_URL": "school.example",
    }
    with pytest.raises(ConfigError) as refused:
        Config.from_env(wrong)
    for name in ("LMS_MAIL_URL", "LMS_MAIL_FROM", "LMS_SITE_URL"):
        assert name in str(refused.value)


def test_mail_wants_a_sender(tmp_path):
    settings = {"LMS_DATA_DIR": str(tmp_path), "LMS_MAIL_URL": "smtp://mail.example"}
    with pytest.raises(ConfigError, match="LMS_MAIL_FROM"):
        Config.from_env(settings)
    config = Config.from_env({**settings, "LMS_MAIL_FROM": "school@example.com"})
    assert dict(config.shown())["mail_url"] == "smtp://mail.example"


def test_the_password_is_not_shown(tmp_path):
    settings = {
        "LMS_DATA_DIR": str(tmp_path),
        "LMS_MAIL_URL": "smtp://school:geheim@mail.example:587?tls=starttls",
        "LMS_MAIL_FROM": "school@example.com",
    }
    assert "geheim" not in str(Config.from_env(settings).shown())
