"""What the server keeps secret for devices: its part of their locks, its signature on tables."""

from __future__ import annotations

import hashlib
import hmac

from ltc.config import key


def key_part(device_id: str, user_id: int) -> str:
    """Return the server's part of the key under which a device locks what it keeps, in hex."""
    return keyed("tablet key", device_id, str(user_id))


def keyed(*parts: str) -> str:
    """Return a keyed digest in hex that no device can make by itself."""
    secret = hashlib.sha256(b"ltc tablets" + key("secret").encode()).digest()
    return hmac.digest(secret, "\n".join(parts).encode(), "sha256").hex()
