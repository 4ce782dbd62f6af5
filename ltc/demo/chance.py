"""Chance that can be repeated: every part of the story draws from a stream of its own.

Adding a draw to one chapter so leaves the others as they were.
"""

from __future__ import annotations

import random
import uuid


def stream(seed: int, *names: object) -> random.Random:
    """Return the stream of chance of this name under a seed."""
    return random.Random(f"{seed}:{':'.join(map(str, names))}")  # noqa: S311 - a story, no secret


def client_id(seed: int, *names: object) -> str:
    """Return the UUID that a device of the story gives to something."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"ltc demo {seed}:{':'.join(map(str, names))}"))
