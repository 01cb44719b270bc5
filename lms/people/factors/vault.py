"""Secrets that have to be read again are kept encrypted by the school's key, not in clear.

Whoever carries off the database alone has none of them. Each is bound to its owner: a row that is
copied to another person opens nothing.
"""

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
PURPOSE = b"second factor, 1"


class Sealed(Exception):
    """Not sealed by this key for this owner: the key of the school was changed or lost."""


def seal(secret: bytes, owner: int, school_key: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(school_key).encrypt(nonce, secret, str(owner).encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(kept: str, owner: int, school_key: str) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  8 MB that few requests need

    raw = base64.b64decode(kept)
    try:
        return _cipher(school_key).decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], str(owner).encode()
        )
    except InvalidTag as error:
        raise Sealed from error


def _cipher(school_key: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  see above

    return AESGCM(hmac.digest(school_key.encode(), PURPOSE, hashlib.sha256))
