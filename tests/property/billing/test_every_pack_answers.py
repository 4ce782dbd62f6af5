"""Whatever is asked of whichever pack, on any day: an answer or a plain refusal, never a crash."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from billing.rules.columns import INSURANCES
from ltc.policy.load import load_pack, pack_names
from ltc.shared.money import fen
from tests.support.asking import ask

REFUSALS = {"policy_gap", "bad_input", "unknown_word"}
names = st.sampled_from(pack_names())
days = st.dates(min_value=date(2014, 1, 1), max_value=date(2028, 12, 31))
categories = st.sampled_from(sorted(INSURANCES))
years = st.one_of(st.none(), st.integers(0, 60))


def answered(**asked):
    """Return the answer, or nothing where the pack or the rule refuses in plain words."""
    [told] = ask({name: value for name, value in asked.items() if value is not None})
    if "error" not in told:
        return told
    assert told["error"]["code"] in REFUSALS, told
    assert told["error"]["field"]
    assert told["error"]["message"]
    return None


@given(names, days, categories, years)
def test_sources_add_up_to_the_total_wherever_there_is_one(name, day, category, age):
    told = answered(question="contribution", pack=name, on=str(day), category=category,
                    base="6543.21", age=age)  # fmt: skip
    if told and told["total"]:
        assert fen(told["total"]) == sum(map(fen, told["amounts"].values()))
    if told and not told["total"]:
        assert told["unknown"]


@given(names, days, categories, years, st.data())
def test_whoever_is_entitled_may_apply_and_begins_on_a_day(name, day, category, count, data):
    grade = data.draw(st.sampled_from([each.code for each in load_pack(name).grades]))
    facts = {"continuous_months": 30, "cumulative_years": count, "age": count, "grade": grade}
    asked = {"question": "entitlement", "pack": name, "on": str(day), "insurance": category}
    told = answered(**asked, **facts)
    if told and told["entitled"]:
        assert told["may_apply"]
        assert date.fromisoformat(told["first_day"]) >= day.replace(day=1)
    if told and not told["entitled"]:
        assert told["first_day"] is None
        assert told["reasons"]


@given(names, days, st.data())
def test_a_fee_is_paid_or_told_as_unpaid(name, day, data):
    words = {
        "kind": st.sampled_from(["first", "review", "extended"]),
        "place": st.sampled_from([None, "home", "institution"]),
        "outcome": st.sampled_from([None, "passed", "failed", "same", "different"]),
        "grade": st.sampled_from([None, *(each.code for each in load_pack(name).grades)]),
    }
    asked = data.draw(st.fixed_dictionaries(words))
    told = answered(question="assessment_fee", pack=name, on=str(day), **asked)
    if told:
        paid = sum(map(fen, told["payers"].values())) + fen(told["unpaid"])
        assert paid == fen(told["fee"])
