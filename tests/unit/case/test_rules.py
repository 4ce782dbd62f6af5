"""The pure rules of a person's file: states, kinds, grounds, spans, events, plans."""

from contextlib import suppress
from datetime import date
from itertools import product

import pytest

from ltc.case.plan import rules as plan_rules
from ltc.case.plan.rules import Line, meter, most_units, quota
from ltc.case.rules.admission import Earlier, kind_of
from ltc.case.rules.events import check_event
from ltc.case.rules.grounds import GROUNDS, refusal
from ltc.case.rules.people import scheme_of, sex_of
from ltc.case.rules.spans import check_span, longest_last_day
from ltc.case.rules.states import FINAL, MOVES, OPEN, next_state
from ltc.policy.load import load_pack, pack_names
from ltc.shared.errors import BadInput, Conflict, PolicyGap, Unknown

ON = date(2023, 10, 9)
PANJIN = load_pack("panjin")
STATES = {state for begins, _to in MOVES.values() for state in begins} | FINAL


def test_every_step_is_possible_only_where_the_table_says():
    for state, act in product(STATES, MOVES):
        begins, leads_to = MOVES[act]
        if state in begins:
            assert next_state(state, act) == leads_to
        else:
            with pytest.raises(Conflict):
                next_state(state, act)


def test_nothing_leaves_a_final_state_and_every_open_one_can_end():
    assert not FINAL & OPEN
    assert not any(begins & FINAL for begins, _to in MOVES.values())
    reachable = {state: {to for begins, to in MOVES.values() if state in begins} for state in OPEN}
    assert all("closed" in reachable[state] for state in OPEN)


@pytest.mark.parametrize(
    ("earlier", "on", "kind"),
    [
        (None, ON, "first"),
        (Earlier(date(2023, 1, 1), date(2025, 1, 31), entitled=True), ON, "change"),
        (Earlier(date(2023, 1, 1), date(2023, 12, 8), entitled=True), ON, "expiry"),
        (Earlier(date(2023, 1, 1), date(2023, 12, 9), entitled=True), ON, "change"),
        (Earlier(date(2021, 1, 1), date(2022, 12, 31), entitled=True), ON, "expiry"),
        (Earlier(date(2023, 1, 1), date(2023, 1, 31), entitled=False), ON, "change"),
    ],
)
def test_the_kind_follows_from_the_newest_determination(earlier, on, kind):
    assert kind_of(PANJIN, earlier, on) == kind
    assert kind_of(PANJIN, earlier, on, ordered=True) == "ordered"


def test_the_grounds_are_those_of_the_pack_and_of_intake():
    from assessments.rules.eligibility import GROUNDS as OF_INTAKE

    assert tuple(PANJIN["process.refusal_grounds"].on(ON)) == GROUNDS == OF_INTAKE
    for ground in GROUNDS:
        (reason,) = refusal(PANJIN, ground, "事实", ON)
        assert "事实" in reason.text()
        assert "事实" in reason.text("en")


def test_a_determination_holds_two_years_at_the_longest():
    assert longest_last_day(PANJIN, date(2024, 3, 1), ON) == date(2026, 2, 28)
    check_span(PANJIN, date(2024, 3, 1), date(2026, 2, 28), ON)
    for last_day in (date(2026, 3, 1), date(2024, 2, 29)):
        with pytest.raises(BadInput):
            check_span(PANJIN, date(2024, 3, 1), last_day, ON)


def test_an_event_of_today_is_fine_and_one_of_tomorrow_is_not():
    check_event("death", ON, None, ON)
    with pytest.raises(BadInput):
        check_event("death", date(2023, 10, 10), None, ON)


@pytest.mark.parametrize(("digit", "sex"), [("1", "M"), ("2", "F"), ("0", "F")])
def test_the_sex_is_in_the_number(digit, sex):
    assert sex_of(f"2111021940051200{digit}X") == sex


def test_schemes():
    assert {scheme_of(each) for each in ("employee", "flexible", "retiree")} == {"employee"}
    assert scheme_of("resident") == "resident"
    with pytest.raises(Unknown):
        scheme_of("guest")


@pytest.mark.parametrize(
    ("pack", "mode", "grade", "on", "fen"),
    [
        ("panjin", "home", "severe_1", ON, 235000),
        ("panjin", "institution", "severe_3", ON, 168000),
        ("panjin", "home", "severe_1", date(2022, 12, 31), 220000),
        ("panjin", "home", "moderate", ON, None),
        ("hanzhong", "home", "severe_1", date(2022, 3, 1), 80000),
        ("xuzhou", "home", "severe_1", date(2024, 3, 1), 90000),
        ("suzhou", "home", "severe_1", ON, None),
    ],
)
def test_the_standard_of_a_month_is_the_packs(pack, mode, grade, on, fen):
    assert quota(load_pack(pack), mode=mode, grade=grade, on=on) == fen


@pytest.mark.parametrize(
    ("pack", "most", "planned"),
    [
        ("suzhou", ("minutes", "month", 2700), 14 * 90),
        ("yixing", ("visits", "week", 5), 4),  # 14 of 31 days are 3.2 a week
        ("panjin", None, 0),
    ],
)
def test_where_units_are_paid_the_meter_counts_them(pack, most, planned):
    on = date(2023, 10, 1)
    found = most_units(load_pack(pack), mode="home", grade="severe_1", on=on)
    assert found == most
    if found:
        assert found.planned([Line("bath", 14, 90, "care_worker", 100)], on) == planned


def test_no_pack_has_a_standard_that_is_no_amount():
    for pack in map(load_pack, pack_names()):
        grades = [each.code for each in pack.grades]
        for mode, grade in product(pack.modes, grades):
            with suppress(PolicyGap):
                found = quota(pack, mode=mode.code, grade=grade, on=ON)
                assert found is None or type(found) is int


@pytest.mark.parametrize(
    ("price", "over"), [(100000, 0), (100500, 0), (100501, 2), (200000, 199000)]
)
def test_the_meter_tells_what_goes_beyond(price, over):
    found = meter([Line("bath", 2, 30, "care_worker", price)], 201000)
    assert (found.planned_fen, found.over_fen) == (2 * price, over)
    assert meter([Line("bath", 2, 30, "care_worker", price)], None).over_fen == 0


def test_a_service_stands_once_in_a_plan():
    line = Line("bath", 1, 30, "care_worker", 100)
    with pytest.raises(BadInput, match="twice"):
        plan_rules.check_lines([line, line], PANJIN, ON)
    plan_rules.check_lines([line], PANJIN, ON)
