"""Markup in any stored text is shown as text: on every page that a role can reach, on every paper.

Every human text of the story (whatever holds a Chinese character) gets markup appended in the
database itself, so that no form's check can hide a page that would run it.
"""

import pytest
import sqlalchemy as sa

from ltc.db import engine, read_only, session
from ltc.demo.cast import PASSWORD
from ltc.papers import handing
from tests.support.walking import Page, walk
from tests.support.web import Site, csrf
from tests.web.security.test_objects import send

MARK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*7}}"
ROLES = ("family", "expert", "carer", "provider", "operator", "lead", "auditor", "system")
PAPERS = (
    ("operator", "/desk/applications/{}/receipt", "application"),
    ("agency", "/desk/assessments/{}/report", "assessment"),
    ("provider", "/desk/plans/{}/paper", "plan"),
    ("auditor", "/desk/statements/{}/paper", "statement"),
    ("officer", "/desk/payments/{}/paper", "payment_order"),
)


@pytest.fixture(scope="module")
def poisoned(story: Site) -> Site:
    """Put markup into every human text of the story."""
    with engine().begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger'")
        for name in triggers.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        there = sa.inspect(connection)
        for table in there.get_table_names():
            for column in there.get_columns(table):
                if isinstance(column["type"], sa.String | sa.Text):
                    poison(connection, table, column["name"])
    return story


def poison(connection: sa.Connection, table: str, column: str) -> None:
    """Append the markup wherever there is a Chinese character."""
    connection.execute(
        sa.text(
            f'UPDATE OR IGNORE {table} SET "{column}" = "{column}" || :mark'  # noqa: S608 - tables
            f' WHERE "{column}" GLOB :chinese'
        ),
        {"mark": MARK, "chinese": "*[一-鿿]*"},
    )


@pytest.mark.parametrize("login", ROLES)
def test_no_page_runs_what_somebody_typed(poisoned: Site, login: str):
    pages = walk(poisoned, poisoned.signed_in(login, PASSWORD))
    assert len(pages) > 3
    faults = {path: Page(text).faults for path, text in pages.items() if Page(text).faults}
    assert faults == {}
    shown = "".join(pages.values())
    assert "&lt;script&gt;" in shown, "the markup is on no page at all"
    assert "49" not in shown.split("&lt;img", 2)[1].split("&#39;", 1)[0]


def test_no_paper_runs_what_somebody_typed(poisoned: Site, monkeypatch):
    written: list[str] = []

    def keep(source: str) -> bytes:
        written.append(source)
        return b"%PDF-"

    monkeypatch.setattr(handing, "pdf", keep)
    for login, path, table in PAPERS:
        client = poisoned.signed_in(login, PASSWORD)
        token = csrf(client)
        statement = f"SELECT id FROM {table} ORDER BY id"  # noqa: S608 - names of tables
        with read_only():
            ids = session().execute(sa.text(statement)).scalars().all()
        answers = (send(client, "POST", path.format(each), token).status_code for each in ids)
        assert 303 in answers, path
    assert len(written) >= len(PAPERS) - 1  # one may have been printed in the story already
    assert [Page(html).faults for html in written] == [[]] * len(written)
    assert all("&lt;script&gt;" in html for html in written)
