"""The staged checks of a claim: all faults of the first stage that has some, of no later one."""

import pytest

from billing.claims.rules.stages import (
    CODES,
    ENVELOPE,
    ENVELOPE_HEAD,
    FILE,
    LINE_HEAD,
    MOST_ROWS,
    RECORDS,
    SYNTAX,
    Known,
    Standing,
    Wanted,
    code_faults,
    envelope_faults,
    file_faults,
    read_envelope,
    read_lines,
    record_faults,
    syntax_faults,
)
from billing.claims.rules.states import DECIDED, FIRST, SECOND, SUBMITTED, after, require, waits_for
from ltc.shared.errors import Conflict

HEAD = [list(ENVELOPE_HEAD), ["test", "7", "2023-10", "3"], list(LINE_HEAD)]
KNOWN = Known(
    visits={1, 2, 3, 4, 5, 6, 7},
    claimed={2: 20, 3: 30, 4: 41, 5: 50, 6: 60},
    lines={
        20: Standing(2, "new", "approved", answered=False),
        30: Standing(3, "new", "rejected", answered=False),
        40: Standing(4, "new", "rejected", answered=True),
        41: Standing(4, "replace", "approved", answered=False),
        50: Standing(5, "new", "", answered=False),
        60: Standing(6, "cancel", "approved", answered=False),
    },
)


@pytest.mark.parametrize(
    ("rows", "family"),
    [
        ([], "E2"),
        ([["kind"]], "E2"),
        (HEAD, "E1"),
        ([*HEAD, *[["new", "1", ""]] * (MOST_ROWS + 1)], "E1"),
    ],
)
def test_a_file_that_is_none_is_refused_at_the_door(rows, family):
    (fault,) = file_faults(rows)
    assert (fault.stage, fault.family) == (FILE, family)


def test_a_file_takes_five_thousand_lines():
    assert file_faults([*HEAD, *[["new", "1", ""]] * MOST_ROWS]) == []


@pytest.mark.parametrize(
    ("cells", "families"),
    [
        (["test", "7", "2023-10", "3"], []),
        (["test", "7", "2023-10"], ["E1"]),
        (["prod", "7", "2023-10", "3"], ["E4"]),
        (["test", "8", "2023-10", "3"], ["E4"]),
        (["trial", "8", "2023-13", "0"], ["E4", "E4", "E2", "E2"]),
        (["test", "7", "2023-10", "9" * 19], ["E2"]),
    ],
)
def test_the_envelope_tells_all_of_its_faults(cells, families):
    found = envelope_faults(cells, "test", 7)
    assert [each.family for each in found] == families
    assert {each.stage for each in found} <= {ENVELOPE}


def test_a_sound_file_is_read_as_it_is():
    assert read_envelope([" test", "7", "2023-10", "3 "]) == ("test", 7, "2023-10", 3)
    assert read_lines([["new", "1", ""], ["cancel", "2", "20"]]) == [
        Wanted("new", 1),
        Wanted("cancel", 2, 20),
    ]


@pytest.mark.parametrize(
    ("row", "families"),
    [
        (["new", "1", ""], []),
        (["new", "1"], ["E1"]),
        (["", "1", ""], ["E1"]),
        (["new", "", ""], ["E1"]),
        (["new", "1.0", "x"], ["E2", "E2"]),
        (["new", "01", ""], ["E2"]),
        (["new", "１", ""], ["E2"]),
        (["new", "1" * 18, ""], []),
        (["new", "1" * 19, ""], ["E2"]),
    ],
)
def test_a_cell_is_right_or_refused_never_cut_short(row, families):
    found = syntax_faults([["new", "1", ""], row])
    assert [(each.stage, each.family, each.row) for each in found] == [
        (SYNTAX, family, 2) for family in families
    ]


@pytest.mark.parametrize(
    ("row", "family"),
    [
        (["new", "1", ""], None),
        (["replace", "3", "30"], None),
        (["newish", "1", ""], "E4"),
        (["new", "1", "30"], "E1"),
        (["replace", "3", ""], "E1"),
        (["cancel", "3", ""], "E1"),
    ],
)
def test_kinds_are_known_and_name_what_they_answer(row, family):
    found = code_faults([row])
    assert [(each.stage, each.family) for each in found] == ([(CODES, family)] if family else [])


@pytest.mark.parametrize(
    ("line", "family"),
    [
        (Wanted("new", 1), None),
        (Wanted("new", 99), "E4"),
        (Wanted("new", 2), "E5"),
        (Wanted("replace", 2, 20), None),
        (Wanted("replace", 3, 30), None),
        (Wanted("replace", 3, 20), "E4"),
        (Wanted("replace", 4, 40), "E4"),
        (Wanted("replace", 4, 41), None),
        (Wanted("replace", 5, 50), "E4"),
        (Wanted("replace", 6, 60), None),
        (Wanted("replace", 7, 77), "E4"),
        (Wanted("cancel", 2, 20), None),
        (Wanted("cancel", 3, 30), "E4"),
        (Wanted("cancel", 6, 60), "E4"),
    ],
)
def test_a_line_is_held_against_what_was_claimed_before(line, family):
    found = record_faults([line], KNOWN)
    assert [(each.stage, each.family) for each in found] == ([(RECORDS, family)] if family else [])
    assert all(each.zh and each.en and each.row == 1 for each in found)


def test_a_visit_twice_in_one_claim_is_told_at_both_lines():
    found = record_faults([Wanted("new", 1), Wanted("new", 7), Wanted("new", 1)], KNOWN)
    assert [(each.family, each.row) for each in found] == [("E5", 1), ("E5", 3)]


def test_a_claim_goes_from_review_to_review():
    assert [waits_for(FIRST), after(FIRST)] == ["submitted", waits_for(SECOND)]
    assert after(SECOND) == DECIDED
    require(SUBMITTED, SUBMITTED)
    with pytest.raises(Conflict, match="wants one"):
        require(DECIDED, SUBMITTED)
