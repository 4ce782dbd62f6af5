"""What a worker answers is held against the batch that it was sent, before it is written."""

from types import SimpleNamespace

import polars as pl
import pytest

from billing.models import SettledLine
from billing.settlement import cluster, engine, parcel
from ltc.shared.errors import Conflict
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import settle


def answering(change) -> cluster.Cluster:
    """Give a cluster whose one worker changes what it found."""

    def submit(rated, batch, **_):
        found = change(parcel.from_arrow(rated(batch)))
        told = parcel.as_arrow(found) if isinstance(found, pl.DataFrame) else found
        return SimpleNamespace(result=lambda **_: told)

    return cluster.Cluster(SimpleNamespace(submit=submit), "tcp://127.0.0.1:1", 1)


def plus(name: str, more: int):
    return lambda lines: lines.with_columns(pl.col(name) + more)


def test_an_honest_answer_is_written(sqlite_database):
    billing.simple_month(1, 2)
    assert settle(pace=engine.Pace(elsewhere=answering(lambda lines: lines).rate)).lines == 2


@pytest.mark.parametrize(
    "change",
    [
        plus("person_id", 1),
        plus("visit_id", 100),
        plus("provider_id", 1),
        plus("settlement_id", 1),
        plus("for_month", 1),
        plus("fund_fen", 1),
        lambda lines: lines.with_columns(withheld_fen=pl.col("fund_fen") + 1),
        lambda lines: pl.concat([lines, lines]),
        lambda lines: lines.head(1),
        lambda lines: lines.drop("reasons"),
        lambda _lines: b"nothing of the kind",
        lambda _lines: None,
    ],
)
def test_other_lines_than_those_of_the_batch_are_never_written(sqlite_database, change):
    billing.simple_month(1, 2)
    with pytest.raises(Conflict, match="other lines"):
        settle(pace=engine.Pace(elsewhere=answering(change).rate))
    assert stored(SettledLine) == []
