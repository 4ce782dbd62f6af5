"""``ltc ask`` on contributions and first days against what was published, worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.shared.money import fen, yuan
from tests.support.asking import ask
from tests.support.financing_by_hand import (
    BEGINS,
    RATED,
    YEARLY,
    first_day_by_hand,
    part_by_hand,
)

bases = st.integers(min_value=0, max_value=100_000_00)
days = st.dates(min_value=date(2025, 1, 1), max_value=date(2025, 12, 31))


@pytest.mark.parametrize("who", YEARLY, ids="-".join)
def test_a_year_costs_what_was_published(who):
    pack, on, category = who
    [answer] = ask({"question": "contribution", "pack": pack, "on": on, "category": category})
    published = {source: fen(amount) for source, amount in YEARLY[who].items()}
    assert {source: fen(told) for source, told in answer["amounts"].items()} == published
    assert (fen(answer["total"]), answer["per"]) == (sum(published.values()), "year")


@given(st.sampled_from(sorted(RATED, key=str)), bases)
def test_each_source_pays_its_rate_and_the_total_is_their_sum(who, base):
    pack, on, category, age = who
    asked = {"pack": pack, "on": on, "category": category, "base": yuan(base), "age": age}
    [answer] = ask({"question": "contribution", **asked})
    by_hand = {source: part_by_hand(base, rate) for source, rate in RATED[who].items()}
    assert {source: fen(told) for source, told in answer["amounts"].items()} == by_hand
    assert fen(answer["total"]) == sum(by_hand.values())


@given(st.sampled_from(sorted(BEGINS)), days)
def test_a_benefit_begins_as_the_announcement_says(pack, concluded):
    asked = {"insurance": "employee", "continuous_months": 600, "cumulative_years": 50}
    grade = "level_5" if pack == "nantong" else "severe_1"
    [answer] = ask({"question": "entitlement", "pack": pack, "on": str(concluded),
                    "grade": grade, **asked})  # fmt: skip
    assert answer["first_day"] == str(first_day_by_hand(BEGINS[pack], concluded))


@given(st.integers(0, 20), st.integers(2022, 2025))
def test_making_up_years_costs_this_years_amount_for_each(years, year):
    [answer] = ask({"question": "top_up", "pack": "chongqing", "on": f"{year}-06-01",
                    "cumulative_years": years})  # fmt: skip
    published = {2022: 122_00, 2025: 132_00}
    missing = max(0, 15 - years)
    if missing and year not in published:
        assert answer["error"]["code"] == "policy_gap"
    else:
        assert fen(answer["amount"]) == missing * published.get(year, 0)


@given(
    st.sampled_from(["level_0", "level_1", "level_2", "level_3"]),
    st.sampled_from([("first", ""), ("review", "same"), ("review", "different")]),
)
def test_what_is_paid_and_what_is_not_make_up_the_fee(grade, occasion):
    kind, outcome = occasion
    asked = {"pack": "guangzhou", "on": "2022-05-01", "kind": kind, "grade": grade}
    [told] = ask({"question": "assessment_fee", **asked, "outcome": outcome or None})
    assert (
        sum(map(fen, told["payers"].values())) + fen(told["unpaid"]) == fen(told["fee"]) == 200_00
    )
