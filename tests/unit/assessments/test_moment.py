"""When a tablet's act happened: the server's anchor before a clock that anybody can set."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.field.moment import LONGEST_AWAY, Heard, happened_at

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
SIX_AGO = NOON - timedelta(hours=6)
HEARD = Heard(NOON - timedelta(hours=8), 100.0, 7300.0)  # two hours later: ten in the morning


@pytest.mark.parametrize(
    ("stated", "heard", "expected"),
    [
        (None, None, NOON),
        (NOON - timedelta(seconds=60), HEARD, NOON - timedelta(seconds=60)),
        (NOON - timedelta(days=2), HEARD, SIX_AGO),
        (NOON + timedelta(days=2), HEARD, SIX_AGO),
        (NOON + timedelta(days=2), None, NOON),
        (SIX_AGO, None, SIX_AGO),
        (NOON - timedelta(days=9), None, NOON - LONGEST_AWAY),
    ],
)
def test_when_it_happened(stated, heard, expected):
    assert happened_at(NOON, stated, heard) == expected


def test_seconds_that_ran_backwards_give_the_anchor():
    back = Heard(SIX_AGO, 900.0, 1.0)
    assert happened_at(NOON, NOON - timedelta(days=1), back) == SIX_AGO
