"""Are the thresholds the pack's, and the defaults without a pack the national ones?"""

from dataclasses import fields, replace
from datetime import date

import pytest

from ltc.policy.load import load_pack
from providers.visits.rules import thresholds

DAY = date(2026, 10, 8)
READERS = [
    (thresholds.place_rules, thresholds.PlaceRules),
    (thresholds.travel_rules, thresholds.TravelRules),
    (thresholds.duration_rules, thresholds.DurationRules),
    (thresholds.frozen_rules, thresholds.FrozenRules),
    (thresholds.manual_rules, thresholds.ManualRules),
    (thresholds.home_rules, thresholds.HomeRules),
]


@pytest.mark.parametrize(("read", "kind"), READERS)
@pytest.mark.parametrize("pack", ["national", "panjin"])
def test_the_defaults_are_the_packs(read, kind, pack):
    found = read(load_pack(pack), DAY)
    if any(each.name == "law" for each in fields(kind)):
        assert found.law
        found = replace(found, law="")
    assert found == kind()


def test_towns_and_scattered_villages_have_their_own_radius():
    pack = load_pack("national")
    radii = {
        setting: thresholds.place_rules(pack, DAY, settlement=setting).radius_m
        for setting in ("town", "default", "village")
    }
    assert radii == {"town": 150, "default": 200, "village": 300}


def test_every_number_of_the_packs_on_place_and_travel_is_read():
    asked = set()

    class Listening:
        def __getitem__(self, name):
            asked.add(name)
            return load_pack("national")[name]

    for read, _ in READERS:
        read(Listening(), DAY)
    topics = ("place.", "travel.")
    assert {name for name in load_pack("national") if name.startswith(topics)} <= asked
