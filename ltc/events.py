"""Reaction upward without importing upward.

A lower room emits an event; the add-on tables wire handlers of upper rooms to it.  Handlers run in
the same transaction and their errors propagate: all of it happens, or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Handler = Callable[..., None]
_handlers: dict[str, list[Handler]] = {}


def on(event: str, handler: Handler) -> None:
    """Wire ``handler`` to ``event``; twice is once."""
    wired = _handlers.setdefault(event, [])
    if handler not in wired:
        wired.append(handler)


def emit(event: str, **facts: Any) -> None:
    """Call every handler of ``event`` with the facts, in the order they were wired."""
    for handler in _handlers.get(event, ()):
        handler(**facts)


def forget_handlers() -> None:
    """Unwire everything, before the add-ons are loaded again."""
    _handlers.clear()
