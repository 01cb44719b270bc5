"""The code that shows a mail address to be somebody's: made of the school's key, stored nowhere."""

import hmac
from datetime import datetime

from lms.config import Config

DIGITS = 6


def code_of(settings: Config, person_id: int | None, address: str, until: datetime) -> str:
    """Return the code that this person has to know until then, for this address."""
    said = f"mail address {person_id} {address} {until.isoformat()}".encode()
    digest = hmac.digest(settings.secret_key.encode(), said, "sha256")
    return str(int.from_bytes(digest[:8]) % 10**DIGITS).zfill(DIGITS)
