"""What talking to mail servers needs, whichever way: whom to trust, and what went wrong."""

import smtplib
import ssl
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any

from lms.errors import Unavailable

TIMEOUT = 30.0
RETRY_SECONDS = 60


def trust_in(authority: Path | None) -> ssl.SSLContext:
    """Trust whom this machine trusts, and the enterprise's own authority where one is named."""
    context = ssl.create_default_context()
    if authority is not None:
        context.load_verify_locations(cafile=authority)
    return context


def trouble(error: Exception, otherwise: str) -> Unavailable:
    """Say what to mend; what we know nothing of, as the server said it."""
    found = ((message, told) for kind, message, told in KNOWN if isinstance(error, kind))
    message, told = next(found, (otherwise, _as_told))
    return Unavailable(message, retry_after=RETRY_SECONDS, why=told(error))


def _password_refused(error: Any) -> str:
    words = error.smtp_error
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{error.smtp_code} {said}"


def _as_told(error: Exception) -> str:
    return str(error) or type(error).__name__


UNTRUSTED = (
    "邮件服务器的证书不可信（%(why)s）。"
    "单位自建的证书请设置 LMS_MAIL_CA；名称不符请改用证书上的主机名。"
)
UNSPOKEN = (
    "邮件服务器不支持所要求的加密或登录方式（%(why)s）。请核对 LMS_MAIL_URL 中的 tls 和端口。"
)
KNOWN: tuple[tuple[type[Exception], str, Callable[[Any], str]], ...] = (
    (ssl.SSLCertVerificationError, UNTRUSTED, attrgetter("verify_message")),
    (ssl.SSLError, "与邮件服务器的加密连接没有建立（%(why)s）。请核对端口和 tls。", _as_told),
    (
        smtplib.SMTPAuthenticationError,
        "邮件服务器不接受用户名或密码（%(why)s）。请核对 LMS_MAIL_URL。",
        _password_refused,
    ),
    (smtplib.SMTPNotSupportedError, UNSPOKEN, _as_told),
)
