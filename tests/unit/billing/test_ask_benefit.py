"""``benefit``: the shape that others rely on, sums that hold, events that stop the pay."""

from dataclasses import replace

import pytest

from ltc.policy.load import load_pack
from tests.support.asking import ask, faults, line, question


def reasons(row):
    return [reason["code"] for reason in row["reasons"]]


def test_the_answer_has_the_promised_shape():
    [answer] = ask(question())
    pack = load_pack("panjin")
    assert answer == {
        "asked": "120.00", "fund": "96.00", "person": "24.00",
        "lines": [{
            "id": "a", "asked": "120.00", "allowed": "120.00", "within_cap": "120.00",
            "fund": "96.00", "person": "24.00",
            "reasons": [{"code": "benefit.ratio", "text": "基金按 80% 支付",
                         "law": "盘锦市公告（2021年5月13日）"}],
        }],
        "payees": {"provider": "96.00"},
        "pack": {"id": "panjin", "version": pack.version, "fingerprint": pack.fingerprint,
                 "status": "active"},
    }  # fmt: skip


def test_sums_hold_by_line_and_in_total():
    lines = [line(str(at), day=f"2022-03-{at:02d}", price="333.33") for at in range(1, 12)]
    [answer] = ask(question(*lines))
    assert (answer["asked"], answer["fund"], answer["person"]) == ("3666.63", "1759.98", "1906.65")
    assert reasons(answer["lines"][6]) == ["benefit.ratio", "benefit.cap"]
    assert reasons(answer["lines"][7]) == ["benefit.ratio", "benefit.cap_used"]


def test_lines_come_back_in_their_order_though_days_are_paid_in_theirs():
    late, early = line("late", day="2022-03-31", price="2000.00"), line("early", price="2000.00")
    [answer] = ask(question(late, early))
    assert [(each["id"], each["within_cap"]) for each in answer["lines"]] == [
        ("late", "200.00"), ("early", "2000.00"),
    ]  # fmt: skip


def test_hospital_days_are_not_paid_but_those_of_going_in_and_out_are():
    stay = {"kind": "hospital", "from": "2022-03-10", "to": "2022-03-14"}
    days = [line(str(day), day=f"2022-03-{day}") for day in (10, 11, 13, 14)]
    [answer] = ask(question(*days, events=[stay]))
    assert [each["fund"] for each in answer["lines"]] == ["96.00", "0.00", "0.00", "96.00"]
    assert reasons(answer["lines"][1]) == ["event.hospital"]


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        ({"kind": "death", "on": "2022-03-01"}, ["event.death"]),
        ({"kind": "death", "from": "2022-03-02"}, []),
        (
            {"kind": "suspended", "from": "2022-03-02", "to": "2022-03-02"},
            ["entitlement.suspended"],
        ),
        ({"kind": "suspended", "from": "2022-03-03"}, []),
        ({"kind": "other_benefit", "from": "2021-01-01"}, ["event.other_benefit"]),
    ],
)
def test_events_stop_the_pay_on_their_days(event, codes):
    [answer] = ask(question(events=[event]))
    assert reasons(answer["lines"][0]) == (codes or ["benefit.ratio"])


def test_a_short_visit_is_judged_only_where_the_plan_is_told():
    short = line("s", minutes=60, planned_minutes=120, price="100.00")
    [answer] = ask(question(line("a", minutes=1), short))
    assert [each["allowed"] for each in answer["lines"]] == ["120.00", "50.00"]


def test_the_fund_pays_whom_the_pack_names():
    family = question(pack="hanzhong", mode="family")
    assert ask(family)[0]["payees"] == {"person": "120.00"}


def test_no_lines_pay_nothing_but_a_gap_stays_a_gap():
    [empty, gap] = ask(question(lines=[]), question(lines=[], month="2024-01"))
    assert (empty["asked"], empty["lines"], empty["payees"]) == ("0.00", [], {"provider": "0.00"})
    assert faults(gap) == [("benefit.shape", "policy_gap")]


def test_optional_fields_may_be_left_out():
    [answer] = ask(question(line(None, minutes=None, quantity=None, carer=None), events=None))
    assert (answer["lines"][0]["id"], answer["fund"]) == ("1", "96.00")


def test_a_part_of_a_unit_is_asked_by_text():
    [answer] = ask(question(line(unit="hour", quantity="1.5", price="33.33")))
    assert (answer["asked"], answer["fund"]) == ("50.00", "40.00")


def test_english_texts_are_given_on_request():
    [answer] = ask(question(), language="en")
    assert answer["lines"][0]["reasons"][0]["text"] == "the fund pays 80% of the cost"


def test_a_draft_pack_is_tried_but_says_that_it_cannot_pay():
    def draft(name):
        return replace(load_pack(name), status="draft")

    [answer] = ask(question(), load=draft)
    assert (answer["fund"], answer["pack"]["status"]) == ("96.00", "draft")
    assert "不能用于支付" in answer["pack"]["notice"]


@pytest.mark.parametrize(
    ("unit", "quantity", "day", "told"),
    [
        ("day", "31", "2022-03-01", True),
        ("day", "9", "2022-03-01", False),
        ("day", "9.5", "2022-03-01", True),
        ("day", "1", "2022-03-12", False),
        ("day", "40", "2022-03-31", False),
        ("month", "1", "2022-03-31", True),
        ("visit", "31", "2022-03-01", False),
    ],
)
def test_a_line_of_several_days_with_an_event_among_them_is_told(unit, quantity, day, told):
    stay = {"kind": "hospital", "from": "2022-03-10", "to": "2022-03-14"}
    long = line("bed", unit=unit, quantity=quantity, day=day, minutes=None)
    [answer, without] = ask(question(long, events=[stay]), question(long))
    about = [(each["line"], each["code"]) for each in answer.get("notices", [])]
    assert about == [("bed", "line.several_days")] * told
    assert "notices" not in without


def test_the_national_frame_alone_does_not_pay():
    [answer] = ask(question(line(day="2026-03-02"), pack="national", month="2026-03"))
    assert faults(answer) == [("benefit.shape", "policy_gap")]
