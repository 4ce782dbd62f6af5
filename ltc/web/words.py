"""Words shown for codes: states, roles, kinds.  Each room registers its own; pages ask by kind.

The Chinese word is the message id, so English comes from the room's catalogue.  A state also has
a tone, which decides shape and colour of its badge; colour alone never says anything.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

TONES = ("todo", "busy", "good", "warn", "bad", "off")
_WORDS: dict[tuple[str, str], tuple[str, str]] = {}


def register_words(kind: str, words: Mapping[str, str | tuple[str, str]]) -> None:
    """Add the words of ``kind``: ``code: "中文"`` or ``code: ("中文", tone)``.

    The same code with another word is a mistake.
    """
    for code, given in words.items():
        word, tone = (given, "off") if isinstance(given, str) else given
        if tone not in TONES:
            raise ValueError(f"{kind} {code}: unknown tone {tone!r}; known: {', '.join(TONES)}")
        if _WORDS.setdefault((kind, code), (word, tone)) != (word, tone):
            raise ValueError(f"{kind} {code} already has another word")


def word(code: object, kind: str) -> str:
    """Return the word for ``code`` in the reader's language; nothing is a dash."""
    if code is None or code == "":
        return "—"
    return gettext(_known(code, kind)[0])


def tone(code: object, kind: str) -> str:
    """Return the tone of the badge for ``code``."""
    return "off" if code is None or code == "" else _known(code, kind)[1]


def choices(kind: str) -> list[tuple[str, str]]:
    """Return ``(code, word)`` of every word of ``kind``, for a choice field or a filter."""
    return [(code, gettext(text)) for (of, code), (text, _) in _WORDS.items() if of == kind]


def _known(code: object, kind: str) -> tuple[str, str]:
    """Find the word; a code without one is a mistake that must be seen, not guessed at."""
    try:
        return _WORDS[kind, str(code)]
    except KeyError:
        raise LookupError(f"no word for {kind} {code!r}: see ltc.web.words") from None
