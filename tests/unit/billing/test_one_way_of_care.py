"""One of several ways of care, where the pack says so: who holds two is paid for the first."""

from datetime import date

from billing.rules.reasons import codes_of
from billing.rules.tariff import Tariff
from ltc.policy.load import load_pack
from tests.support.asking import ask
from tests.support.lines import rated

WHO = {"insurance": "employee", "grade": "severe_1"}
LINE = {"item": "care", "unit": "day", "price": "100.00"}


def refused(*lines: tuple[int, str], pack: str = "panjin", **facts) -> list[bool]:
    """Tell which lines of March 2023, as day and mode, are refused for the choice."""
    rows = [
        {"day": date(2023, 3, day), "mode": mode, "price_fen": 10_00, **facts}
        for day, mode in lines
    ]
    found = rated(Tariff(load_pack(pack)), *rows)
    return ["entitlement.mode" in codes_of(each["reasons"]) for each in found]


def test_a_change_within_the_month_is_no_second_choice():
    assert (
        refused((1, "institution"), (9, "institution"), (10, "home"), (30, "home")) == [False] * 4
    )


def test_the_second_way_waits_until_the_first_has_ended():
    lines = ((1, "institution"), (5, "home"), (10, "institution"), (10, "home"), (11, "home"))
    assert refused(*lines) == [False, True, False, True, False]


def test_going_back_within_the_month_holds_both():
    assert refused((1, "institution"), (5, "home"), (10, "institution")) == [False, True, False]


def test_what_is_refused_anyway_chooses_nothing():
    rows = [
        {"day": date(2023, 3, 1), "mode": "institution", "price_fen": 10_00, "dead": True},
        {"day": date(2023, 3, 2), "mode": "home", "price_fen": 10_00},
        {"day": date(2023, 3, 3), "mode": "institution", "price_fen": 10_00},
    ]
    found = rated(Tariff(load_pack("panjin")), *rows)
    codes = [codes_of(each["reasons"]) for each in found]
    assert codes == [["event.death"], ["benefit.ratio"], ["benefit.ratio"]]


def test_where_ways_may_stand_together_nothing_is_refused():
    rows = ((1, "home"), (2, "family"), (3, "home"))
    assert refused(*rows, pack="yangzhou") == [False] * 3


def test_a_question_may_have_lines_of_two_ways():
    days = (("2023-03-01", None), ("2023-03-10", None), ("2023-03-10", "home"))
    lines = [{**LINE, "day": day, **({"mode": mode} if mode else {})} for day, mode in days]
    lines.append({**LINE, "day": "2023-03-11", "mode": "home"})
    question = {"question": "benefit", "pack": "panjin", "month": "2023-03"}
    (answer,) = ask({**question, "mode": "institution", "person": WHO, "lines": lines})
    assert [line["fund"] for line in answer["lines"]] == ["70.00", "70.00", "0.00", "80.00"]
    assert (answer["fund"], answer["payees"]) == ("220.00", {"provider": "220.00"})
    (why,) = answer["lines"][2]["reasons"]
    assert (why["code"], why["law"]) == ("entitlement.mode", "盘锦市公告（2021年5月13日）")


def test_a_mode_that_the_pack_does_not_know_is_named_at_its_line():
    lines = [{**LINE, "day": "2023-03-01", "mode": "moon"}]
    question = {"question": "benefit", "pack": "panjin", "month": "2023-03", "mode": "home"}
    (answer,) = ask({**question, "person": WHO, "lines": lines})
    assert answer["error"]["field"] == "lines[0].mode"
