"""What part of the planned time counts?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from providers.visits.rules.duration import judge_duration, with_duration
from providers.visits.rules.thresholds import DurationRules

NINE = datetime(2026, 10, 8, 9, tzinfo=UTC)


def judged(planned, seconds, **named):
    end = None if seconds is None else NINE + timedelta(seconds=seconds)
    return judge_duration(planned, NINE, ended_at=end, **named)


SHARES = [
    # planned minutes, seconds given -> outcome, minutes counted
    (60, 1799, "short", 0),
    (60, 1800, "part", 30),
    (60, 3239, "part", 53),
    (60, 3240, "full", 60),
    (60, 3600, "full", 60),
    (60, 9000, "full", 60),
    (45, 1349, "short", 0),
    (45, 1350, "part", 22),
    (45, 2430, "full", 45),
    (60, 0, "short", 0),
    (60, -1, "backward", 0),
    (60, None, "open", 0),
    (0, 3600, "unplanned", 0),
    (None, 3600, "unplanned", 0),
]


@pytest.mark.parametrize(("planned", "seconds", "outcome", "counted"), SHARES)
def test_both_sides_of_each_share(planned, seconds, outcome, counted):
    found = judged(planned, seconds)
    assert (found.outcome, found.counted_minutes) == (outcome, counted)
    assert found.because[0].code == f"duration.{outcome}"


def test_a_visit_may_last_so_long_and_no_longer():
    assert not judged(60, 25 * 3600).over_length
    long = judged(60, 25 * 3600 + 1)
    assert long.over_length
    assert [reason.code for reason in long.because] == ["duration.full", "duration.over_length"]
    assert judged(60, 3 * 3600 + 1, rules=DurationRules(max_minutes=180)).over_length


def test_the_pack_sets_the_shares_exactly():
    thirds = DurationRules(min_share=Decimal("0.8"), full_share=Decimal(1), law="local 3")
    assert [judged(60, s, rules=thirds).outcome for s in (2879, 2880, 3599, 3600)] == (
        ["short", "part", "part", "full"]
    )
    assert judged(60, 0, rules=thirds).because[0].law == "local 3"


def test_a_month_is_judged_by_the_same_definition():
    rows = [(planned, NINE, seconds) for planned, seconds, _, _ in SHARES]
    frame = pl.DataFrame(
        {
            "planned_minutes": [planned for planned, _, _ in rows],
            "started_at": [NINE] * len(rows),
            "ended_at": [None if s is None else NINE + timedelta(seconds=s) for *_, s in rows],
        }
    )
    found = with_duration(frame).select("outcome", "counted_minutes").rows()
    assert found == [(outcome, counted) for _, _, outcome, counted in SHARES]
