"""The law remembered: days without change share an answer, and nothing is remembered too long."""

from dataclasses import replace
from datetime import date

import pytest

from billing.rules.law import Law
from ltc.policy.load import load_pack
from ltc.shared.errors import PolicyGap
from tests.support.lines import rated
from tests.support.tariffs import tiny_pack, tiny_tariff

CAP = "benefit.monthly_cap"


def test_a_value_holds_from_one_change_to_the_next():
    law = Law(tiny_pack({CAP: {date(2022, 3, 16): {"severe_1": 1}}}))
    assert law.law_day(date(2022, 3, 15)) == date(2022, 1, 1)
    assert law.law_day(date(2022, 12, 31)) == date(2022, 3, 16)
    assert law.value(CAP, date(2022, 3, 15))["severe_1"] == 2200_00
    assert law.value(CAP, date(2022, 3, 16))["severe_1"] == 1


def test_a_gap_names_the_day_that_was_asked():
    law = Law(tiny_pack())
    for day in (date(2024, 1, 2), date(2024, 5, 5), date(2021, 1, 1)):
        with pytest.raises(PolicyGap, match=str(day)):
            law.value(CAP, day)


def test_a_past_month_is_rated_as_it_was_known_then():
    pack = load_pack("panjin")
    day = date(2022, 3, 2)
    assert Law(pack).value(CAP, day)["severe_1"] == 2200_00
    assert Law(pack, known_on=date(2022, 6, 12)).value(CAP, day)["severe_1"] == 2150_00
    assert Law(pack, known_on=date(2022, 6, 13)).cited(CAP, day) == "盘医保〔2022〕4号"


def test_what_is_not_known_yet_does_not_stretch_what_was():
    pack = tiny_pack({CAP: {date(2022, 6, 1): {"severe_1": 1}}})
    first, second = pack[CAP].rows
    ends, late = date(2022, 12, 31), date(2023, 5, 1)
    rows = (replace(first, last_day=ends), replace(second, issued=late))
    pack = replace(pack, parameters={**pack.parameters, CAP: replace(pack[CAP], rows=rows)})
    law = Law(pack, known_on=date(2022, 7, 1))
    assert law.value(CAP, ends)["severe_1"] == 2200_00
    with pytest.raises(PolicyGap):
        law.value(CAP, date(2023, 1, 1))


def test_a_pack_without_rules_for_length_still_rates_what_has_no_length():
    tariff = tiny_tariff(visit_min_minutes_share=None, visit_full_minutes_share=None)
    [row] = rated(tariff, {})
    assert row["fund_fen"] == 80_00
    with pytest.raises(PolicyGap, match="min_minutes_share"):
        rated(tariff, {"planned_minutes": 60, "seconds": 60})
