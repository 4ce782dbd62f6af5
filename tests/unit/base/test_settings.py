"""Settings: typed, unknown ones refused, unsafe ones refused in production, all documented."""

import pytest

from ltc.config import read_settings
from ltc.shared.errors import BadInput
from tests.support.settings_table import PAGE, renewed

SAFE = {
    "LTC_ENV": "production",
    "LTC_SECRET_KEY": "a" * 40,
    "LTC_FIELD_KEY": "b" * 40,
    "LTC_BEHIND_TLS": "1",
    "LTC_SECOND_FACTOR": "1",
    "LTC_BASE_URL": "https://ltc.example",
}


def test_safe_production_settings_are_taken():
    assert read_settings(SAFE).is_production


@pytest.mark.parametrize(
    "change",
    [
        {"LTC_SECRET_KEY": "short"},
        {"LTC_FIELD_KEY": ""},
        {"LTC_FIELD_KEY": "a" * 40},
        {"LTC_BEHIND_TLS": "0"},
        {"LTC_SECOND_FACTOR": "0"},
        {"LTC_BASE_URL": "http://ltc.example"},
        {"LTC_CLOCK": "2023-11-06T09:00:00+08:00"},
    ],
)
def test_production_refuses_what_is_unsafe(change):
    with pytest.raises(BadInput, match=next(iter(change))):
        read_settings({**SAFE, **change})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LTC_NO_SUCH", "1"),
        ("LTC_PORT", "eighty"),
        ("LTC_ENV", "prod"),
        ("LTC_CLOCK", "2023-11-06T09:00:00"),
        ("LTC_BEHIND_TLS", "yes"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(BadInput, match=name):
        read_settings({name: value})


def test_every_fault_is_told_at_once():
    with pytest.raises(BadInput) as refused:
        read_settings({"LTC_PORT": "x", "LTC_NO_SUCH": "1"})
    assert "LTC_PORT" in refused.value.en
    assert "LTC_NO_SUCH" in refused.value.en


def test_the_table_of_settings_is_fresh():
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run python -m tests.support.settings_table"
