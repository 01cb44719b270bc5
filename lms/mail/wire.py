"""What talking to mail servers needs, whichever way: whom to trust, and what went wrong."""

import smtplib
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMEOUT = 30.0


def trust_in(authority: Path | None) -> ssl.SSLContext:
    """Trust whom this machine trusts, and the enterprise's own authority where one is named."""
    context = ssl.create_default_context()
    if authority is not None:
        context.load_verify_locations(cafile=authority)
    return context


def why(error: Exception) -> str:
    """Say what to mend; what we know nothing of, as the server said it."""
    found = next((say for kind, say in REASONS if isinstance(error, kind)), _as_told)
    return found(error)


def _untrusted(error: Any) -> str:
    return (
        f"对方的证书不可信（{error.verify_message}）。"
        "单位自建的证书请设置 LMS_MAIL_CA；名称不符请改用证书上的主机名。"
    )


def _not_let_in(error: Any) -> str:
    words = error.smtp_error
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"用户名或密码不对（{error.smtp_code} {told}）。请核对 LMS_MAIL_URL。"


def _not_spoken(error: Any) -> str:
    return f"服务器不支持所要求的加密或登录方式（{error}）。请核对 LMS_MAIL_URL 中的 tls 和端口。"


def _not_encrypted(error: Any) -> str:
    return f"加密连接没有建立（{error.reason}）。请核对端口和 tls。"


def _as_told(error: Exception) -> str:
    return str(error) or type(error).__name__


REASONS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (ssl.SSLCertVerificationError, _untrusted),
    (ssl.SSLError, _not_encrypted),
    (smtplib.SMTPAuthenticationError, _not_let_in),
    (smtplib.SMTPNotSupportedError, _not_spoken),
)
