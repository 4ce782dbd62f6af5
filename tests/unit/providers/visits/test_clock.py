"""What can be believed of the times a device states?"""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from providers.visits.rules.clock import server_time, with_clock_flags
from providers.visits.rules.freshness import freshness
from providers.visits.rules.thresholds import PlaceRules

NINE = datetime(2026, 10, 8, 9, tzinfo=UTC)


def at(seconds):
    return None if seconds is None else NINE + timedelta(seconds=seconds)


AGES = [
    # taken, device, server -> age, offset
    (0, None, 4, 4, 0),
    (0, None, 61, 61, 0),
    (5, None, 0, 0, 5),
    (0, 4, 300, 4, 296),
    (0, 604, 4, 604, 600),
    (30, 0, 0, 0, 30),
    (None, 10, 0, None, 10),
    (None, None, 0, None, 0),
]


@pytest.mark.parametrize(("taken", "device", "server", "age", "offset"), AGES)
def test_age_is_measured_on_one_clock_where_there_is_one(taken, device, server, age, offset):
    found = freshness(at(taken), server_at=at(server), device_at=at(device))
    assert (found.age_s, found.offset_s) == (age, offset)


def test_offline_the_monotonic_clock_carries_the_servers_time_on():
    assert server_time(NINE, then_s=100.0, now_s=3700.0) == NINE + timedelta(hours=1)


def test_a_restarted_device_falls_back_to_the_last_server_time():
    assert server_time(NINE, then_s=9000.0, now_s=12.0) == NINE


def flagged(*items):
    """Judge items given as (device, seq, device second, server second or None)."""
    rows = [
        {"device": device, "seq": seq, "device_at": at(wall), "server_at": at(server)}
        for device, seq, wall, server in items
    ]
    schema = {"server_at": pl.Datetime("us", "UTC")}
    frame = with_clock_flags(pl.DataFrame(rows, schema_overrides=schema), PlaceRules())
    return frame.select("clock_offset", "clock_set_back").rows()


def test_both_sides_of_the_allowed_offset():
    found = flagged(("a", 1, 120, 0), ("a", 2, 121, 0), ("b", 1, -120, 0), ("c", 1, -121, 0))
    assert [offset for offset, _ in found] == [False, True, False, True]


def test_a_clock_that_goes_back_is_seen_in_the_order_of_sending():
    assert flagged(("a", 2, 0, None), ("a", 1, 600, None), ("b", 3, 60, None)) == [
        (False, True),
        (False, False),
        (False, False),
    ]


def test_a_second_of_correction_is_no_setting_back():
    assert flagged(("a", 1, 10, 10), ("a", 2, 8, 11))[1] == (False, False)
    assert flagged(("a", 1, 10, 10), ("a", 2, 7, 11))[1] == (False, True)
