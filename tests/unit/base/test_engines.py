"""One engine per database and process: a second one would leave its connections open for good."""

import threading
import time

from ltc import db


def test_threads_that_ask_at_once_get_the_same_engine(sqlite_database, monkeypatch):
    made, make = [], db._make_engine

    def slowly(address):
        made.append(address)
        time.sleep(0.05)
        return make(address)

    monkeypatch.setattr(db, "_make_engine", slowly)
    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(db.engine())) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made == [sqlite_database]
    assert len({id(each) for each in got}) == 1
