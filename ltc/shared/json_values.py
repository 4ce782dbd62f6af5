"""What of JSON can be kept: no database holds a NUL, half a surrogate pair or bottomless nests."""

from __future__ import annotations

from collections.abc import Iterator

from ltc.shared.errors import BadInput

DEEPEST = 20
BOTTOMLESS = 500  # no device says this by mistake; some way above it no JSON writer can follow


def check_keepable(found: object, *, deepest: int = DEEPEST) -> None:
    """Refuse a value that cannot be stored."""
    for value in _values(found, deepest):
        if isinstance(value, dict):
            for name in value:
                _check_text(name)
        elif isinstance(value, str):
            _check_text(value)


def check_depth(found: object, *, deepest: int = BOTTOMLESS) -> None:
    """Refuse a value that could be read but not be written again."""
    for _ in _values(found, deepest):
        pass


def _values(found: object, deepest: int) -> Iterator[object]:
    """Yield a value and all it holds; without recursion, so that depth is only counted."""
    waiting: list[tuple[object, int]] = [(found, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > deepest:
            raise BadInput("the JSON is nested too deep", "JSON 嵌套过深")
        yield value
        if isinstance(value, (dict, list)):
            inside = value.values() if isinstance(value, dict) else value
            waiting += [(each, depth + 1) for each in inside]


def _check_text(text: str) -> None:
    if "\0" in text or not _is_sound(text):
        raise BadInput("a text holds impossible signs", "文本中有无效字符")


def _is_sound(text: str) -> bool:
    """Tell whether a text can be written as UTF-8; half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
