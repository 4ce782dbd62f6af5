"""What tables, pagers and charts are told with."""

import json
import re
from datetime import date

import pytest
from flask import render_template_string

from ltc.web.tables import Column, chart_rows, col, here, page_numbers, sorted_by
from ltc.web.words import register_words, tone, word

UI = '{% import "_parts/ui.html" as ui %}'


def test_a_column_steps_into_what_a_row_holds():
    row = {"person": Column("姓名", "name")}
    assert col("键", "person.key").value(row) == "name"
    assert col("键", "person.key").value({"person": None}) is None


def test_an_unknown_kind_of_column_is_refused():
    with pytest.raises(ValueError, match="known: day"):
        col("金额", "fen", "cash")


@pytest.mark.parametrize(
    ("page", "pages", "offered"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (4, 49, [1, 2, 3, 4, 5, 6, None, 49]),
        (25, 49, [1, None, 23, 24, 25, 26, 27, None, 49]),
        (49, 49, [1, None, 47, 48, 49]),
    ],
)
def test_the_pager_offers_ends_and_neighbours(page, pages, offered):
    assert list(page_numbers(page, pages)) == offered


def test_the_address_keeps_what_is_not_changed(kit_site):
    with kit_site.test_request_context("/?name=王&state=a&state=b&page=3"):
        assert here(page=4) == "/?name=%E7%8E%8B&state=a&state=b&page=4"
        assert "page" not in here(page=None)


@pytest.mark.parametrize(
    ("query", "stands"), [("sort=day", "ascending"), ("sort=-day", "descending"), ("", "")]
)
def test_a_heading_tells_how_the_list_stands(kit_site, query, stands):
    with kit_site.test_request_context(f"/?{query}"):
        assert sorted_by("day") == stands


def test_a_table_writes_each_kind_and_the_totals(kit_site):
    source = UI + "{{ ui.table(rows, columns, '清单', totals={'fen': 300}) }}"
    state = col("状态", "s", "state", of="sample")
    columns = [col("日期", "day", "day"), col("金额", "fen", "money"), state]
    rows = [{"day": date(2023, 10, 6), "fen": 123456, "s": "refused"}]
    with kit_site.test_request_context():
        page = render_template_string(source, rows=rows, columns=columns)
    for text in ("2023年10月6日", "1,234.56", "不予受理", "合计", "3.00", 'data-label="金额"'):
        assert text in page
    assert 'scope="row"' in page


def test_the_figures_of_a_chart_stand_in_the_page_as_data(kit_site):
    series = [{"name": "收入", "values": [100, 250], "expected_from": 1}]
    source = UI + "{{ ui.chart('line', '收支', ['1月', '2月'], series, '元', 'money') }}"
    with kit_site.test_request_context():
        page = render_template_string(source, series=series)
    figures = json.loads(re.search(r"data-chart='([^']*)'", page)[1])
    assert figures["series"] == [{**series[0], "as": None}]
    assert "2.50" in page


def test_rows_of_a_chart_s_table():
    series = [{"values": [1, 2]}, {"values": [3, 4]}]
    assert chart_rows(["a", "b"], series) == [["a", 1, 3], ["b", 2, 4]]


def test_a_code_without_a_word_is_seen_and_a_clash_refused(kit_site):
    with kit_site.test_request_context():
        assert (word("refused", "sample"), tone("refused", "sample")) == ("不予受理", "bad")
        assert word(None, "sample") == "—"
        with pytest.raises(LookupError):
            word("melted", "sample")
    with pytest.raises(ValueError, match="another word"):
        register_words("sample", {"refused": "拒绝"})
    with pytest.raises(ValueError, match="unknown tone"):
        register_words("sample", {"new": ("新", "pink")})
