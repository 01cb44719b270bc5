"""Time-based one-time passwords (RFC 6238): six digits, new every thirty seconds."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT = 1  # steps by which a telephone's clock may be off


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def written(secret: bytes) -> str:
    """Write the secret as it is typed into a telephone by hand."""
    return base64.b32encode(secret).decode()


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS


def code_at(secret: bytes, step: int) -> str:
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 0xF
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, moment: datetime) -> int | None:
    """Return for which step about this moment the code is right, or none."""
    now = step_at(moment)
    steps, typed = range(now - DRIFT, now + DRIFT + 1), code.encode()
    right = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), typed)]
    return max(right, default=None)


def address(secret: bytes, login: str, school: str) -> str:
    """Return what a telephone reads from the QR code."""
    label = quote(f"{school}:{login}")
    values = {"secret": written(secret), "issuer": school, "digits": DIGITS, "period": SECONDS}
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"
