"""Personal data at rest: authenticated encryption per column, and a blind index for search.

AES-256-GCM from ``cryptography``; the key is outside the database.  The column's name is bound
in, so a ciphertext cannot be moved to another column.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cache

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ltc.config import key

_VERSION = b"\x01"
_NONCE_BYTES = 12


@cache
def _cipher(field_key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"ltc field encryption" + field_key.encode()).digest())


class EncryptedText(sa.types.TypeDecorator[str]):
    """Text that is stored encrypted; ``column`` names the column it belongs to."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, column: str) -> None:
        """Bind the type to the full name of its column."""
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Encrypt on the way in."""
        if value is None:
            return None
        nonce = os.urandom(_NONCE_BYTES)
        sealed = _cipher(key("field")).encrypt(nonce, value.encode(), self.column.encode())
        return base64.b64encode(_VERSION + nonce + sealed).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Decrypt on the way out; a changed ciphertext raises."""
        if value is None:
            return None
        raw = base64.b64decode(value, validate=True)  # text added behind it is a change too
        nonce, sealed = raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :]
        return _cipher(key("field")).decrypt(nonce, sealed, self.column.encode()).decode()


def blind_index(value: str, purpose: str) -> str:
    """Return a keyed hash by which an encrypted value can be found but not read."""
    secret = hashlib.sha256(b"ltc blind index" + key("field").encode()).digest()
    return hmac.digest(secret, f"{purpose}:{value}".encode(), "sha256").hex()
