"""A page asks the database a handful of questions, however many rows it could show."""

import re
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from ltc.db import unit_of_work
from tests.support.factories import visits as make

MOST = 8


@contextmanager
def counted():
    """Give the list of statements that run inside."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


PAGES = {
    "desk": ("/desk/visits/", "/desk/exceptions/", "/desk/devices/"),
    "operator": ("/desk/visits/", "/desk/exceptions/"),
    "carer": ("/api/v1/visits/bundle", "/api/v1/visits/day"),
    "family": ("/visits/",),
}


@pytest.mark.parametrize(("name", "path"), [(who, path) for who in PAGES for path in PAGES[who]])
def test_a_list_needs_few_statements(street, name, path):
    with unit_of_work():
        for hour in range(10, 18):
            make.visit(street.world, hour=hour)
    client = street.browser(name)
    client.get(path)
    with counted() as seen:
        assert client.get(path).status_code == 200
    assert len(seen) <= MOST, "\n".join(seen)


def test_pages_are_turned_by_key(street):
    with unit_of_work():
        for _ in range(120):
            make.visit(street.world)
    client = street.browser("desk")
    seen, path = [], "/desk/visits/"
    for _ in range(3):
        page = client.get(path).text
        seen += set(_ids(page))
        path = _next(page)
    assert path is None
    assert len(seen) == len(set(seen)) == 121


def _ids(page):
    return re.findall(r'href="/desk/visits/(\d+)"', page)


def _next(page):
    found = re.search(r'href="(/desk/visits/[^"]*after=[^"]*)" rel="next"', page)
    return found[1].replace("&amp;", "&") if found else None
