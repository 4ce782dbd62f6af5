"""When it happened: what of a device's times is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from providers.visits.rules.moment import Anchor, moment
from providers.visits.rules.place import NATIONAL

NOW = datetime(2023, 10, 10, 12, tzinfo=UTC)


def ago(**span):
    return NOW - timedelta(**span)


CASES = {
    # name: device, anchor, at, offset in seconds, offline
    "no time stated": (None, None, NOW, 0, False),
    "just now": (ago(seconds=3), None, ago(seconds=3), 3, False),
    "at the edge": (ago(seconds=120), None, ago(seconds=120), 120, False),
    "a little ahead": (NOW + timedelta(seconds=90), None, NOW, 90, False),
    "long ago, nothing to hold it": (ago(hours=3), None, ago(hours=3), 10800, True),
    "far ahead": (NOW + timedelta(hours=3), None, NOW, 10800, True),
    "long ago, held by the server's time": (
        ago(hours=3),
        Anchor(ago(hours=4), 100.0, 3700.0),
        ago(hours=3),
        0,
        True,
    ),
    "the clock was turned, the anchor tells": (
        ago(hours=5),
        Anchor(ago(hours=4), 100.0, 3700.0),
        ago(hours=3),
        7200,
        True,
    ),
    "an anchor from the future is none": (
        ago(hours=3),
        Anchor(NOW + timedelta(hours=1), 0.0, 1.0),
        ago(hours=3),
        10800,
        True,
    ),
    "restarted since: the anchor itself": (
        ago(hours=3),
        Anchor(ago(hours=4), 5000.0, 10.0),
        ago(hours=4),
        3600,
        True,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_moment(name):
    device, anchor, at, offset, offline = CASES[name]
    found = moment(NOW, device, anchor, rules=NATIONAL)
    assert (found.at, found.offset_s, found.offline) == (at, offset, offline)
    assert found.at <= NOW
