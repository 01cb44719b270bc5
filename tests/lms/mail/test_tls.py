"""What goes to the mail server is secret, and goes to it alone."""

import dataclasses
import ipaddress
import ssl
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lms.db import utcnow
from lms.jobs.models import State
from lms.mail.composing import composers_of
from lms.mail.models import LetterState
from tests.lms.mail.test_delivery import compose as say
from tests.lms.mail.test_delivery import deliver, states, write
from tests.servers.mail import PASSWORD, mail_server


@dataclasses.dataclass
class Identity:
    """A certificate of its own, for the server and for who is to trust it."""

    file: object
    server: ssl.SSLContext


@pytest.fixture
def identity(tmp_path):
    def _identity(address="127.0.0.1"):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        now = utcnow()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        file, secret = tmp_path / f"{address}.pem", tmp_path / f"{address}.key"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file, secret)
        return Identity(file, context)

    return _identity


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
