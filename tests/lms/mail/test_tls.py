"""What goes to the mail server is secret, and goes to it alone."""

import dataclasses

import pytest

from lms.jobs.models import State
from lms.mail.composing import composers_of
from lms.mail.models import LetterState
from tests.lms.mail.test_delivery import compose as say
from tests.lms.mail.test_delivery import deliver, states, write
from tests.servers.mail import PASSWORD, mail_server


@pytest.fixture
def app(committed_app):
    composers_of(committed_app)["test"] = say
    return committed_app


@pytest.fixture
def use(app, monkeypatch):
    """Hand letters in at a server, trusting an authority besides those of the machine."""

    def _use(url, authority=None, **more):
        sender = "school@example.com"
        changed = {"mail_url": url, "mail_ca": authority, "mail_from": sender, **more}
        monkeypatch.setattr(app, "settings", dataclasses.replace(app.settings, **changed))

    return _use


def with_password(url, password=PASSWORD):
    return url.replace("smtp://", f"smtp://school:{password}@")


@pytest.mark.parametrize("auth", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("tls", ["on", "starttls"])
def test_letters_and_password_go_over_tls(app, use, identity, tls, auth):
    own = identity()
    with mail_server(own.server, tls) as box:
        box.auth = auth
        use(with_password(box.url), own.file)
        write(app, "li@example.com")
        assert deliver(app).state is State.done
        assert (box.were_secret, box.users) == ([True], ["school"])


@pytest.mark.parametrize("tls", ["on", "starttls"])
def test_a_server_that_nobody_vouches_for_gets_no_letter_and_the_job_says_why(
    app, use, identity, tls
):
    with mail_server(identity().server, tls) as box:
        use(with_password(box.url))
        write(app, "li@example.com")
        job = deliver(app)
        assert (box.letters, box.users) == ([], [])
    assert "证书不可信" in job.error
    assert "LMS_MAIL_CA" in job.error
    assert states(app) == [LetterState.waiting]


def test_a_certificate_for_another_host_is_not_taken(app, use, identity):
    other = identity("127.0.0.9")
    with mail_server(other.server, "starttls") as box:
        use(box.url, other.file)
        write(app, "li@example.com")
        assert "证书不可信" in deliver(app).error
        assert box.letters == []


def test_a_server_that_does_not_speak_tls_gets_nothing_in_the_clear(app, use):
    with mail_server() as box:
        use(with_password(box.url.replace("tls=none", "tls=starttls")))
        write(app, "li@example.com")
        assert "不支持所要求的加密" in deliver(app).error
        assert (box.letters, box.users) == ([], [])


def test_a_wrong_password_says_so(app, use, identity):
    own = identity()
    with mail_server(own.server, "on") as box:
        use(with_password(box.url, "falsch"), own.file)
        write(app, "li@example.com")
        assert "不接受用户名或密码（535 wrong password）" in deliver(app).error
    assert states(app) == [LetterState.waiting]


def test_returns_go_where_they_are_wanted(app, use):
    with mail_server() as box:
        use(box.url, mail_returns_to="returns@example.com")
        write(app, "li@example.com")
        deliver(app)
        assert box.senders == ["returns@example.com"]
        assert box.letters[0][1]["From"].endswith("<school@example.com>")
