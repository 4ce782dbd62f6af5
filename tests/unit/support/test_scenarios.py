"""The reader of scenario tables: what it reads, and how it speaks when a table is wrong."""

import pytest

from tests.support.scenarios import Differs, Unreadable, read_table, run

GOOD = """\
title: Caps
law: Notice 4
proof: invented
agreed: nobody yet
pack: panjin
question: policy.value
always: {parameter (word): benefit.monthly_cap, key (words): severe_1}
table: |
  | case                | on (date)  => amount (money) | law (word) | refused   |
  | ------------------- | ---------- => -------------- | ---------- | --------- |
  | the cap of 2022     | 2022-01-01 => 2200.00        |            |           |
  | nothing before      | 2021-06-30 =>                |            | PolicyGap |
"""


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "caps.scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return read_table(path)

    return write


def test_rows_that_are_right_pass(table):
    read = table(GOOD)
    for case in read.cases:
        run(read, case)
    assert [case.name for case in read.cases] == ["the cap of 2022", "nothing before"]


def test_a_wrong_cell_is_told_in_plain_words(table):
    read = table(GOOD.replace("2200.00", "2200.01"))
    with pytest.raises(Differs) as told:
        run(read, read.cases[0])
    assert str(told.value) == (
        "Caps -- the cap of 2022\n  law: Notice 4\n  given on: 2022-01-01\n"
        "  amount: the table says 2200.01, the rule says 2200.00"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("PolicyGap |\n", "          |\n", "refused: the table says no, the rule PolicyGap"),
        ("2021-06-30", "2021-07-01", "refused: the table says PolicyGap, the rule no"),
    ],
)
def test_a_refusal_must_be_foreseen(table, old, new, told):
    read = table(GOOD.replace(old, new))
    with pytest.raises(Differs, match=told):
        run(read, read.cases[1])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2200.00", "2200.oo", "row 'the cap of 2022', column 'amount': '2200.oo'"),
        ("2022-01-01", "2022-02-30", "column 'on': '2022-02-30'"),
        ("nothing before ", "the cap of 2022", "a row needs a name of its own"),
        ("(money)", "(metres)", "the kind in brackets is one of"),
        ("policy.value", "policy.nothing", "unknown question"),
        ("proof: invented", "proof: trust me", "proof begins with one of"),
        ("agreed: nobody yet\n", "", "missing or unknown headings: agreed"),
        ("agreed:", "signed:", "missing or unknown headings: agreed, signed"),
        ("2022-01-01 => 2200.00", "2022-01-01 => 2200.00 | 7", "another number of cells"),
        ("2022-01-01 => 2200.00", "2022-01-01 | 2200.00", "a row is | … => … |"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_place(table, old, new, told):
    with pytest.raises(Unreadable) as fault:
        table(GOOD.replace(old, new, 1))
    assert told in str(fault.value)
    assert "caps.scenario.yaml" in str(fault.value)


def test_an_answer_without_the_column_is_a_difference(table):
    read = table(GOOD.replace("law (word)", "fee (money)").replace("|            |", "| 1.00 |", 1))
    with pytest.raises(Differs, match="fee: the rule says nothing of it"):
        run(read, read.cases[0])
