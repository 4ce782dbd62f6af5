"""How many statements a piece of work sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ltc.db import engine


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give a list that fills with the statements sent by house sessions and connections."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
            sent.append(statement)

    sa.event.listen(engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine(), "before_cursor_execute", note)
