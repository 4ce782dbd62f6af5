"""Bills of parts, carers, traits and units: what a question must tell, and how a slip is named."""

import pytest

from tests.support.asking import ask, faults, line, question


def bill(pack, mode, *lines, month="2024-06", **person):
    someone = {"insurance": "employee", "grade": "severe_1", **person}
    dated = [{"day": f"{month}-03", "carer": None, "minutes": None, **each} for each in lines]
    told = [line(str(at), **each) for at, each in enumerate(dated)]
    return ask(question(*told, pack=pack, month=month, mode=mode, person=someone))[0]


def codes(answer, at=0):
    return [reason["code"] for reason in answer["lines"][at]["reasons"]]


@pytest.mark.parametrize(
    ("pack", "mode", "given", "fault"),
    [
        ("yixing", "home", {"unit": "visit"}, ("lines[0].carer", "bad_input")),
        ("yixing", "home", {"unit": "month", "carer": "nurse"}, ("lines[0].unit", "bad_input")),
        ("fuzhou", "home", {"unit": "month", "price": None}, ("lines[0].price", "bad_input")),
        ("xuzhou", "home", {"unit": "visit", "price": None}, ("lines[0].price", "bad_input")),
        ("taian", "home", {"carer": "nurse", "price": None}, ("lines[0].price", "bad_input")),
        ("xuzhou", "institution", {"item": "bed"}, ("benefit.coverage", "policy_gap")),
        ("nanning", "home", {"unit": "month"}, ("benefit.ratio", "policy_gap")),
        ("yixing", "home", {"unit": "visit", "carer": "robot"}, ("lines[0].carer", "unknown_word")),
        ("chongqing", "family", {"unit": "day"}, ("benefit.unpublished", "policy_gap")),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(pack, mode, given, fault):
    assert faults(bill(pack, mode, given)) == [fault]


def test_the_known_carers_are_named():
    message = bill("yixing", "home", {"unit": "visit"})["error"]["message"]
    assert "known: care_worker, medical_care_worker, nurse" in message


def test_a_choice_of_hours_or_cash_is_asked_of_the_person():
    wrong = bill("shanghai", "home", {"item": "incentive", "unit": "month"}, grade="level_5")
    assert faults(wrong) == [("person.incentive", "bad_input")]


@pytest.mark.parametrize(
    ("person", "told"),
    [
        ({"home_months": 7, "incentive": "cash"}, ["benefit.cash_left_out"]),
        ({"home_months": 1, "incentive": "cash"}, []),
        ({"home_months": 7, "incentive": "hours"}, []),
        ({"home_months": 7, "incentive": "cash", "grade": "level_1"}, []),
    ],
)
def test_cash_that_was_chosen_and_not_asked_for_is_told(person, told):
    visit = {"unit": "hour", "carer": "care_worker", "price": "65.00"}
    answer = bill("shanghai", "home", visit, **{"grade": "level_5", **person})
    assert [notice["code"] for notice in answer.get("notices", [])] == told


def test_cash_that_is_asked_for_needs_no_notice():
    cash = {"item": "incentive", "unit": "month", "price": None}
    chosen = {"grade": "level_5", "home_months": 7, "incentive": "cash"}
    answer = bill("shanghai", "home", cash, **chosen)
    assert (answer["fund"], "notices" in answer) == ("80.00", False)


def test_a_service_of_the_catalogue_counts_by_its_class():
    living, medical = bill(
        "xuzhou", "institution", {"item": "sponge_bath", "unit": "day", "price": "60.00"},
        {"item": "medical", "unit": "day", "price": "50.00"},
    )["lines"]  # fmt: skip
    assert (living["fund"], medical["fund"]) == ("42.00", "40.00")


def test_one_question_holds_all_parts_of_a_mode_by_who_came():
    visits = [{"carer": "care_worker", "unit": "visit", "price": "75.00"}] * 5
    relative = {"carer": "family_carer", "unit": "day", "quantity": "30", "price": None}
    answer = bill("xuzhou", "family", relative, *visits)
    assert [each["fund"] for each in answer["lines"]] == ["600.00", *["75.00"] * 4, "0.00"]
    assert answer["payees"] == {"person": "600.00", "provider": "300.00"}


@pytest.mark.parametrize("mode", ["home", "family"])
def test_visits_and_care_by_relatives_stack_in_either_mode(mode):
    visits = {"carer": "care_worker", "unit": "month", "price": "1300.00"}
    relative = {"carer": "family_carer", "unit": "day", "quantity": "30", "price": None}
    answer = bill("yangzhou", mode, visits, relative, month="2022-06")
    assert answer["payees"] == {"provider": "1200.00", "person": "600.00"}


@pytest.mark.parametrize(("minutes", "fund"), [("60", "100.00"), ("59", "0.00")])
def test_minutes_may_be_written_as_text(minutes, fund):
    visit = {"unit": "visit", "carer": "nurse", "price": "100.00", "minutes": minutes}
    assert bill("chengdu", "home", visit)["fund"] == fund


@pytest.mark.parametrize(
    ("pack", "mode", "month", "insurance"),
    [
        ("ningbo", "institution", "2023-06", "resident"),
        ("chengdu", "home", "2023-06", "student"),
        ("kaifeng", "family", "2023-06", "retiree"),
    ],
)
def test_insured_people_without_a_published_standard_get_a_gap(pack, mode, month, insurance):
    one = {"unit": "month", "price": "100.00"}
    assert faults(bill(pack, mode, one, month=month, insurance=insurance)) == [
        ("benefit.unpublished", "policy_gap")
    ]
    refused = bill(pack, mode, one, month=month, insurance=insurance, grade="mild")
    assert (refused["fund"], codes(refused)[0]) == ("0.00", "entitlement.grade")


def test_services_of_one_class_share_its_limit():
    answer = bill(
        "xuzhou", "institution", *({"item": item, "unit": "day", "price": "40.00"}
        for item in ("sponge_bath", "hair_washing", "living"))
    )  # fmt: skip
    assert [each["fund"] for each in answer["lines"]] == ["28.00", "14.00", "0.00"]
    assert "benefit.price" in codes(answer, 1)


def test_two_are_paid_of_one_fixed_amount():
    answer = bill("chongqing", "combined", {"unit": "day", "quantity": "7", "price": None})
    assert answer["payees"] == {"provider": "210.00", "person": "140.00"}
    assert (answer["asked"], answer["fund"], answer["person"]) == ("350.00", "350.00", "0.00")


def test_parts_of_a_mode_go_to_their_own_payees_and_are_added():
    answer = bill(
        "tianjin", "family", {"item": "living", "unit": "month", "price": None},
        {"item": "medical", "unit": "month", "price": "1100.00"},
    )  # fmt: skip
    assert answer["fund"] == "1575.00"
    assert answer["payees"] == {"person": "750.00", "provider": "825.00"}


def test_items_of_one_pool_share_a_limit_and_others_keep_theirs():
    month = {"unit": "month", "price": "500.00"}
    parts = ({**month, "item": item} for item in ("living", "medical", "care"))
    answer = bill("jincheng", "family", *parts)
    assert [each["fund"] for each in answer["lines"]] == ["500.00", "400.00", "430.00"]
    assert answer["payees"] == {"person": "930.00", "provider": "400.00"}


def test_a_fixed_day_is_paid_once_however_many_lines_it_has():
    day = {"unit": "day", "price": None}
    answer = bill("huaian", "home", day, day, {**day, "day": "2024-06-04"})
    assert [each["fund"] for each in answer["lines"]] == ["30.00", "0.00", "30.00"]
    assert codes(answer, 1) == ["benefit.count_used"]
    assert answer["asked"] == answer["fund"]


def test_days_in_hospital_lower_the_limit_of_a_part_month():
    day, stay = line("a", day="2023-04-25", unit="month", price="1800.00"), "2023-04-02"
    someone = {"insurance": "employee", "grade": "level_5"}
    asked = question(day, pack="zibo", month="2023-04", person=someone)
    asked["events"] = [{"kind": "hospital", "from": stay, "to": "2023-04-13"}]
    assert ask(asked)[0]["lines"][0]["within_cap"] == "1200.00"  # 20 days of 60 元


def test_a_draft_answers_for_trial_only():
    draft = bill("shenzhen", "community", {"unit": "day", "price": "100.00"}, month="2025-03")
    assert draft["fund"] == "80.00"
    assert "draft" in draft["pack"]["notice"]


def test_the_standard_of_parts_is_told_for_each():
    asked = {"question": "standard", "pack": "tianjin", "on": "2023-05-01", "mode": "family",
             "grade": "severe_1"}  # fmt: skip
    [answer] = ask(asked)
    assert answer["standard"] == "750.00"
    assert [(each["item"], each["standard"]) for each in answer["parts"]] == [
        ("living", "750.00"),
        ("medical", "1100.00"),
    ]


def test_what_is_published_is_told_even_where_it_cannot_be_paid():
    asked = {"question": "standard", "pack": "jinjiang", "on": "2023-05-01", "mode": "home",
             "grade": "severe_2"}  # fmt: skip
    [answer] = ask(asked)
    assert answer["published"] == {"visits_month": "12"}
    assert "benefit.visit_price" in answer["gap"]
