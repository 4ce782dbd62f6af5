"""Signs that no text of a person holds: refused at the door, before any view reads them.

A NUL is kept by no database; other control signs break papers and tables; the marks that turn the
direction of writing make a name or an amount read otherwise than it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask, request

from ltc.shared.errors import BadInput

_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def readable(text: str) -> str:
    """Return ``text`` with a mark in the place of each sign that is refused."""
    return _NEVER.sub("\ufffd", text)


def refuse_signs() -> None:
    """Refuse a request whose address or form holds such a sign; JSON is read elsewhere."""
    for name, text in _given():
        if _NEVER.search(text):
            raise BadInput("a text holds impossible signs", "文本中有无效字符", field=name)


def _given() -> Iterator[tuple[str, str]]:
    """Yield the name and text of everything that came in."""
    yield "path", request.path
    for values in (request.args, request.form):
        for name, texts in values.lists():
            yield "name", name
            for text in texts:
                yield readable(name), text


def install(app: Flask) -> None:
    """Look at every request of ``app``."""
    app.before_request(refuse_signs)
