"""Bad questions: every fault with its field, the known words named, the others still answered."""

import pytest

from tests.support.asking import PERSON, ask, faults, line, question

BAD, WORD, GAP = "bad_input", "unknown_word", "policy_gap"


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ({}, [("question", BAD)]),
        ({"question": "weather", "pack": "panjin"}, [("question", WORD)]),
        ({"question": ["benefit"], "pack": "panjin"}, [("question", WORD)]),
        ({"question": "benefit"}, [("pack", BAD)]),
        (question(pack="atlantis"), [("pack", WORD)]),
        (question(pack=7), [("pack", WORD)]),
        (question(pack=None), [("pack", BAD)]),
        (question(month="2022-13"), [("month", BAD)]),
        (question(month=None), [("month", BAD)]),
        (question(mode="moon"), [("mode", WORD)]),
        (question(mode="community"), [("mode", WORD)]),
        (question(person=None), [("person", BAD)]),
        (question(person="Li"), [("person", BAD)]),
        (question(person={**PERSON, "grade": "level_1"}), [("person.grade", WORD)]),
        (question(person={**PERSON, "insurance": "gold"}), [("person.insurance", WORD)]),
        (question(person={**PERSON, "traits": ["tall"]}), [("person.traits", WORD)]),
        (question(person={**PERSON, "greade": 1}), [("person.greade", WORD)]),
        (question(lines={}), [("lines", BAD)]),
        (question(lines=None), [("lines", BAD)]),
        (question(lines=[7]), [("lines[0]", BAD)]),
        (question(colour="red"), [("colour", WORD)]),
        (question(line("a"), line("a")), [("lines", BAD)]),
        (question(events=[{"kind": "party", "from": "2022-03-01"}]), [("events[0].kind", WORD)]),
        (question(events=[{"kind": "hospital"}]), [("events[0].from", BAD)]),
        (question(events=[{"kind": "hospital", "from": "2022-03-02", "to": "2022-03-01"}]),
         [("events[0].to", BAD)]),
        (question(events=[{"kind": "hospital", "from": "2022-3-2"}]), [("events[0].from", BAD)]),
        (question(events=[{"kind": "hospital", "on": "2022-03-02"}]), [("events[0].on", BAD)]),
        (question(events=[{"kind": "death", "from": "2022-03-01", "on": "2022-03-02"}]),
         [("events[0].on", BAD)]),
        (question(events=[{"kind": "death", "on": "2022-03-01", "to": "2022-03-02"}]),
         [("events[0].to", BAD)]),
        (question(events=[7]), [("events[0]", BAD)]),
        (question(line(day="2024-01-02"), month="2024-01"), [("benefit.shape", GAP)]),
    ],
)  # fmt: skip
def test_each_fault_names_its_field(bad, expected):
    [answer] = ask(bad)
    assert faults(answer) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2022-02-30"), ("day", "2022-04-01"), ("day", 20220302), ("day", None),
        ("day", "2022-W09-3"), ("item", "gold"), ("item", None), ("unit", "mile"), ("unit", None),
        ("carer", "robot"),
        ("price", 120.5), ("price", "-1.00"), ("price", "1.005"), ("price", "1e3"),
        ("price", True), ("price", "１２０"), ("price", "99999999999.00"), ("price", None),
        ("quantity", 1.5), ("quantity", "-1"), ("quantity", "0.0001"), ("quantity", "x"),
        ("minutes", "2h"), ("minutes", -1), ("minutes", 1.5), ("minutes", 10**9),
        ("id", 1.5), ("minuets", 120),
    ],
)  # fmt: skip
def test_each_field_of_a_line_is_read_strictly(field, value):
    bad = {**line(), field: value}
    [(where, code)] = faults(ask(question(bad))[0])
    assert (where, code in {BAD, WORD}) == (f"lines[0].{field}", True)


def test_all_faults_of_a_question_are_named_together():
    bad = line(day="x", price="y", item="z")
    [answer] = ask(question(bad, mode="moon", month="2022"))
    assert [field for field, _ in faults(answer)] == [
        "month", "mode", "lines[0].day", "lines[0].item", "lines[0].price",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (question(person=None), "缺少 person / person is missing"),
        (question(month="2022-3"), "应为月份（YYYY-MM），不能是 '2022-3'"),
        (question(line(day="2022-3-1")), "应为日期（YYYY-MM-DD），不能是 '2022-3-1'"),
        (question(line(price="9999999999999.00")), "0 至 100 亿"),
    ],
)
def test_a_fault_is_told_once_and_says_what_to_write(bad, message):
    assert message in ask(bad)[0]["error"]["message"]


def test_a_repeated_id_is_found_at_once_among_many():
    many = [line(str(at)) for at in range(30_000)]
    assert faults(ask(question(*many, line("29999")))[0]) == [("lines", BAD)]


def test_the_known_words_are_named():
    [answer] = ask(question(mode="moon"))
    assert "known: home, institution" in answer["error"]["message"]
    [answer] = ask({"question": "weather"})
    assert (
        "known: assessment_fee, benefit, contribution, entitlement, standard, top_up"
        in answer["error"]["message"]
    )


def test_amounts_that_cannot_be_exact_spoil_only_their_question():
    huge = [line(str(at), price="9999999999.99") for at in range(9)]
    zero = line(price="999999999999.99", quantity="0")
    answers = ask(question(), question(*huge), question(zero), question())
    assert [faults(each) for each in answers[1:3]] == [[("lines", BAD)], [("lines[0].price", BAD)]]
    assert answers[0] == answers[3]


def test_a_bad_question_spoils_no_other():
    good = [question(line(str(at), price=f"{at}.00"), id=at) for at in range(1, 6)]
    mixed = [good[0], question(mode="moon"), good[1], {}, *good[2:], question(pack="atlantis")]
    answers = ask(*mixed)
    assert [each for each in answers if "error" not in each] == ask(*good)
    assert [each["id"] for each in ask(*good)] == [1, 2, 3, 4, 5]
    assert [place for place, each in enumerate(answers) if "error" in each] == [1, 3, 7]
