"""The lock on a server is lost with its connection, and the worker notices."""

import pytest
import sqlalchemy as sa

from ltc.db import engine
from ltc.jobs.leader import leader

pytestmark = pytest.mark.postgres


def test_who_loses_the_connection_leads_no_longer(postgres_database_url):
    mine = leader()
    assert mine.hold()
    with engine().connect() as connection:
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        )
    assert not mine.hold()
    assert mine.hold()  # taken again with a new connection
    mine.release()
