"""How amounts, days and people's data are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask_babel import force_locale

from ltc.shared.dates import Month
from ltc.shared.reasons import Reason
from ltc.web import filters

AT = datetime(2023, 10, 5, 16, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_a_request(kit_site):
    with kit_site.test_request_context():
        yield


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (123456, "1,234.56"),
        (100000000000, "1,000,000,000.00"),
        (-5, "-0.05"),
        (-123456789, "-1,234,567.89"),
        (None, "—"),
    ],
)
def test_yuan(fen, text):
    assert filters.yuan(fen) == text


def test_day_and_month():
    assert filters.day(date(2023, 10, 6)) == "2023年10月6日"
    assert filters.month("2023-10") == filters.month(Month(2023, 10)) == "2023年10月"
    assert filters.day(None) == filters.month(None) == "—"


def test_days_in_english():
    with force_locale("en"):
        assert filters.day(date(2023, 10, 6)) == "6 Oct 2023"
        assert filters.month(date(2023, 10, 6)) == "Oct 2023"


def test_an_instant_is_shown_in_shanghai_where_it_is_already_tomorrow():
    assert filters.instant(AT) == "2023年10月6日 00:05"
    assert filters.time_of_day(AT) == "00:05"


def test_an_instant_without_zone_or_in_place_of_a_day_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        filters.instant(AT.replace(tzinfo=None))
    with pytest.raises(TypeError):
        filters.day(AT)


@pytest.mark.parametrize(
    ("rate", "text"),
    [("0.7", "70%"), ("0.725", "72.5%"), ("1", "100%"), ("0", "0%"), ("2", "200%")],
)
def test_share(rate, text):
    assert filters.share(Decimal(rate)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0分钟"), (45, "45分钟"), (60, "1小时"), (135, "2小时15分钟")]
)
def test_minutes(value, text):
    assert filters.minutes(value) == text


@pytest.mark.parametrize(("metres", "text"), [(85.4, "85米"), (999, "999米"), (1240, "1.2公里")])
def test_distance(metres, text):
    assert filters.distance(metres) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("211102193510060028", "id_number", "2****************8"),
        ("13812345678", "phone", "138****5678"),
        ("1234567", "phone", "*******"),
        ("6222020200112233445", "account", "***************3445"),
        ("王秀兰", "name", "王**"),
        ("", "phone", "—"),
        (None, "id_number", "—"),
    ],
)
def test_masked(value, kind, text):
    assert filters.masked(value, kind) == text


def test_a_stored_reason_is_told_like_a_fresh_one():
    reason = Reason("sample.cap", "law", {"cap": "1800.00"})
    assert filters.why(reason) == filters.why(reason.as_row()) == "达到月限额1800.00元"


def test_a_label_with_a_percent_sign_is_no_format():
    assert filters.spoken("比例（%）") == "比例（%）"
