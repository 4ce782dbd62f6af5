"""What a parameter says on a day, as known on a day, and when it says nothing."""

from datetime import date
from decimal import Decimal

import pytest

from ltc.policy.load import load_folder
from ltc.shared.errors import PolicyGap, Unknown
from tests.support.tiny_pack import write_pack


@pytest.fixture
def tiny(tmp_path):
    return load_folder(write_pack(tmp_path))


def test_amounts_are_fen_and_shares_are_exact(tiny):
    limit = tiny["benefit.monthly_limit"]
    assert limit.on(date(2022, 1, 1)) == {"home": {"severe": 80000}}
    assert limit.on(date(2023, 1, 1)) == {"home": {"severe": 90050}}
    assert tiny["benefit.ratio"].on(date(2022, 1, 1)) == Decimal("0.7")


def test_the_law_is_the_number_and_the_article(tiny):
    limit = tiny["benefit.monthly_limit"]
    assert limit.law_on(date(2022, 12, 31)) == "小〔2022〕1号"
    assert limit.law_on(date(2023, 1, 1)) == "小〔2023〕2号第二条"


def test_a_row_knows_its_days_its_source_and_how_sure_it_is(tiny):
    row = tiny["benefit.monthly_limit"].row_on(date(2022, 6, 1))
    assert (row.first_day, row.last_day) == (date(2022, 1, 1), date(2022, 12, 31))
    assert (row.source, row.confidence, row.assumption) == ("notice-1", "V", False)
    assert row.issued == date(2021, 12, 1)


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2024, 1, 1)])
def test_outside_its_days_there_is_no_value(tiny, day):
    with pytest.raises(PolicyGap) as gap:
        tiny["benefit.monthly_limit"].on(day)
    assert str(day) in gap.value.en
    assert gap.value.field == "benefit.monthly_limit"


def test_an_unknown_name_lists_the_names_of_its_topic(tiny):
    with pytest.raises(PolicyGap) as gap:
        tiny["benefit.cap"]
    assert "benefit.monthly_limit, benefit.ratio, benefit.shape" in gap.value.en
    assert "benefit.cap" not in tiny
    assert "benefit.ratio" in tiny


def test_an_unpublished_value_never_pays(tmp_path):
    unknown = ("value: 0.70, law", "unknown: true, law")
    pack = load_folder(write_pack(tmp_path, {"benefit.yaml": unknown}))
    for ask in (pack["benefit.ratio"].on, pack["benefit.ratio"].law_on):
        with pytest.raises(PolicyGap, match="not published"):
            ask(date(2022, 1, 1))


def test_what_was_posted_later_was_not_known_before(tiny):
    limit, day = tiny["benefit.monthly_limit"], date(2023, 1, 15)
    assert limit.on(day, known_on=date(2023, 2, 9)) == {"home": {"severe": 80000}}
    assert limit.on(day, known_on=date(2023, 2, 10)) == {"home": {"severe": 90050}}
    assert limit.row_on(day, known_on=date(2023, 2, 9)).last_day is None
    with pytest.raises(PolicyGap):
        limit.on(day, known_on=date(2021, 11, 30))


BACK_DATED = """\
      article: 第二条
    - from: 2023-03-16
      value: {home: {severe: 950.00}}
      law: notice-2
      issued: 2023-09-01
      posted: 2023-09-01
      back_dated: true
"""


@pytest.mark.parametrize(
    ("day", "known_on", "fen"),
    [
        (date(2023, 3, 15), None, 90050),
        (date(2023, 3, 16), None, 95000),
        (date(2023, 3, 16), date(2023, 8, 31), 90050),
        (date(2023, 3, 16), date(2023, 9, 1), 95000),
        (date(2023, 3, 15), date(2023, 9, 1), 90050),
        (date(2024, 1, 1), date(2023, 9, 1), 95000),
    ],
)
def test_back_dated_law_takes_over_openly(tmp_path, day, known_on, fen):
    spoil = {"benefit.yaml": ("      article: 第二条\n", BACK_DATED)}
    limit = load_folder(write_pack(tmp_path, spoil))["benefit.monthly_limit"]
    assert limit.on(day, known_on=known_on) == {"home": {"severe": fen}}


def test_no_caller_can_change_a_pack(tiny):
    limit = tiny["benefit.monthly_limit"]
    limit.on(date(2022, 1, 1))["home"]["severe"] = 0
    limit.row_on(date(2022, 1, 1)).value["home"].clear()
    assert limit.on(date(2022, 1, 1)) == {"home": {"severe": 80000}}


def test_days_of_change_are_first_days_and_days_after_the_end(tiny):
    assert tiny["benefit.monthly_limit"].change_days() == {
        date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1),
    }  # fmt: skip


def test_words_are_found_by_code_or_refused_by_name(tiny):
    assert tiny.grade("severe").name == "重度"
    assert tiny.word("modes", "home").name_en == "Home"
    with pytest.raises(Unknown, match="unknown grade 'sever'; known: normal, severe"):
        tiny.grade("sever")
    with pytest.raises(PolicyGap, match="national grade 3"):
        tiny.grade_of_national(3)
