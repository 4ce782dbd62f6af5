"""Which fixes are too equal to be measurements?"""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from providers.visits.rules.frozen import with_frozen_flags, without_variance
from providers.visits.rules.thresholds import FrozenRules

NINE = datetime(2026, 10, 1, 9, tzinfo=UTC)


def flags(*fixes, rules=None):
    """Judge fixes given as (carer, visit, day, lat, accuracy[, taken at minute])."""
    rows = [
        {
            "carer_id": carer,
            "visit_id": visit,
            "day": date(2026, 10, day),
            "lat": lat,
            "lon": None if lat is None else 122.0,
            "accuracy_m": accuracy,
            "taken_at": NINE + timedelta(days=day, minutes=sum(minute)),
        }
        for carer, visit, day, lat, accuracy, *minute in fixes
    ]
    schema = {"lat": pl.Float64, "lon": pl.Float64, "accuracy_m": pl.Float64}
    frame = with_frozen_flags(pl.DataFrame(rows, schema_overrides=schema), rules or FrozenRules())
    return frame.select("frozen", "shared", "replayed").rows()


NOTHING = (False, False, False)


def test_the_same_values_on_three_days_are_frozen():
    assert flags(*((1, day, day, 41.1, 5.0) for day in (1, 2, 3))) == [(True, False, False)] * 3


def test_two_days_are_not_yet():
    assert flags(*((1, day, day, 41.1, 5.0) for day in (1, 2))) == [NOTHING] * 2


def test_three_visits_on_one_day_are_one_day():
    assert flags(*((1, visit, 1, 41.1, 5.0, visit) for visit in (1, 2, 3))) == [NOTHING] * 3


@pytest.mark.parametrize(("lat", "accuracy"), [(41.1000001, 5.0), (41.1, 5.1)])
def test_a_difference_in_any_value_is_a_measurement(lat, accuracy):
    assert flags((1, 1, 1, 41.1, 5.0), (1, 2, 2, 41.1, 5.0), (1, 3, 3, lat, accuracy)) == (
        [NOTHING] * 3
    )


def test_two_carers_with_the_same_values_share_them():
    assert flags((1, 1, 1, 41.1, 5.0), (2, 2, 1, 41.1, 5.0)) == [(False, True, False)] * 2


def test_a_mobile_networks_position_may_come_back():
    same = [(carer, day, day, 41.1, 1200.0) for carer in (1, 2) for day in (1, 2, 3)]
    assert flags(*same) == [NOTHING] * 6


def test_a_fix_used_for_two_visits_is_replayed_but_not_for_in_and_out_of_one():
    assert flags((1, 1, 1, 41.1, 5.0), (1, 2, 1, 41.1, 5.0)) == [(False, False, True)] * 2
    assert flags((1, 1, 1, 41.1, 5.0), (1, 1, 1, 41.1, 5.0)) == [NOTHING] * 2


def test_missing_fixes_are_not_the_same_fix():
    assert flags(*((carer, day, day, None, None) for carer in (1, 2) for day in (1, 2, 3))) == (
        [NOTHING] * 6
    )


def test_five_equal_readings_have_no_variance():
    same, other = (41.1, 122.0, 5.0), (41.1, 122.0, 5.2)
    assert without_variance([same] * 5)
    assert not without_variance([same] * 4)
    assert not without_variance([*[same] * 5, other])
    assert without_variance([same] * 3, FrozenRules(samples=3))
