"""A mapping of a scale file read by name, so that a slip is refused and not half understood.

The file itself is read by ``ltc.policy.strict_yaml``; this adds what a scale needs: the type of
each value, and a refusal of missing and unknown keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any


class Node:
    """A mapping read by name; ``done`` refuses what nobody asked for."""

    def __init__(self, content: object, where: str) -> None:
        """Take the mapping and the words that say where it stands."""
        if not isinstance(content, Mapping):
            raise ValueError(f"{where} is not a mapping")  # noqa: TRY004 - a broken file
        self.content: Mapping[str, Any] = content
        self.where = where
        self.unread = set(content)

    def get(self, key: str) -> Any:  # noqa: ANN401 - the callers below give it a type
        """Return what stands under ``key``; it must be there."""
        if key not in self.content:
            raise ValueError(f"{self.where} lacks {key}")
        self.unread.discard(key)
        return self.content[key]

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under ``key``, or ``default`` where it may be missing."""
        if default is not None and key not in self.content:
            return default
        value = self.get(key)
        if not isinstance(value, str):
            raise ValueError(f"{self.where}.{key} is not text")  # noqa: TRY004 - a broken file
        return value

    def whole(self, key: str) -> int:
        """Return the whole number under ``key``."""
        return whole(self.get(key), f"{self.where}.{key}")

    def flag(self, key: str) -> bool:
        """Return the true or false under ``key``."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise ValueError(f"{self.where}.{key} is neither true nor false")  # noqa: TRY004 - same
        return value

    def day(self, key: str) -> date | None:
        """Return the day under ``key``, or None where it says null."""
        value = self.get(key)
        if value is not None and not isinstance(value, date):
            raise ValueError(f"{self.where}.{key} is not a day")
        return value

    def rows(self, key: str) -> list[Any]:
        """Return the list under ``key``."""
        value = self.get(key)
        if not isinstance(value, list) or not value:
            raise ValueError(f"{self.where}.{key} is not a list")
        return value

    def node(self, key: str) -> Node:
        """Return the mapping under ``key``."""
        return Node(self.get(key), f"{self.where}.{key}")

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """Yield every key with the mapping under it, in the order of the file."""
        for key in self.content:
            yield key, self.node(key)

    def done(self) -> None:
        """Refuse keys that nobody read."""
        if self.unread:
            raise ValueError(f"{self.where} has unknown keys: {', '.join(sorted(self.unread))}")


def whole(value: object, where: str) -> int:
    """Return a whole number from 0 or refuse it."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{where}: {value!r} is not a whole number")
    return value
