"""The layouts: documented in full, sound in themselves, read as they are written."""

from datetime import UTC, date, datetime

import pytest

from ltc.exchange.layout import KINDS, Field
from ltc.exchange.layouts import IMPORTABLE, LAYOUTS
from ltc.shared.errors import LtcError
from tests.support.exchange_doc import PAGE, renewed

FIELDS = [(layout, field) for layout in LAYOUTS.values() for field in layout.fields]


def test_the_page_describes_every_field_unit_and_code():
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run python -m tests.support.exchange_doc"
    assert all(code in page for _, field in FIELDS for code in field.codes)


def test_a_file_names_only_records_of_files_before_it():
    places = list(LAYOUTS)
    for layout, field in FIELDS:
        if field.refers and not field.ours:
            assert places.index(field.refers) < places.index(layout.name), (layout.name, field)


def test_every_importable_file_has_a_key_of_its_own():
    assert all(LAYOUTS[name].by_name["id"].required for name in IMPORTABLE)
    assert not {"claims", "payments"} & set(IMPORTABLE)


def test_what_names_a_person_is_marked():
    named = {"name", "id_number", "phone", "address", "guardian_name", "born_on", "in_lat"}
    loose = [(lay.name, f.name) for lay, f in FIELDS if f.name in named and not f.personal]
    assert loose == [("providers", "name"), ("providers", "address"), ("providers", "phone")]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "王\n“😀”,=1", "王\n“😀”,=1"),
        ("day", date(1940, 2, 29), "1940-02-29"),
        ("month", "2023-10", "2023-10"),
        ("instant", datetime(2023, 10, 9, 1, 0, 5, tzinfo=UTC), "2023-10-09T09:00:05+08:00"),
        ("int", -3, "-3"),
        ("number", 41.1245, "41.1245"),
        ("money", -1205, "-12.05"),
        ("flag", False, "no"),
        ("words", ("a", "b"), "a;b"),
    ],
)
def test_a_value_is_read_as_it_is_written(kind, value, text):
    field = Field("x", "某", kind)
    assert (field.write(value), field.read(text)) == (text, value)
    assert kind in KINDS


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Field("x", "某", most=3), "四个汉字"),
        (Field("x", "某"), "a\x00b"),
        (Field("x", "某"), "\ud800"),
        (Field("x", "某", required=True), ""),
        (Field("x", "某", codes=("a", "b")), "c"),
        (Field("x", "某", "words", codes=("a", "b")), "a;c"),
        (Field("x", "某", "int"), "1.0"),
        (Field("x", "某", "int"), "9" * 400),
        (Field("x", "某", "int"), "٣"),
        (Field("x", "某", "number"), "nan"),
        (Field("x", "某", "number"), "1e400"),
        (Field("x", "某", "money"), "0.005"),
        (Field("x", "某", "day"), "2023-02-29"),
        (Field("x", "某", "month"), "2023-13"),
        (Field("x", "某", "instant"), "2023-10-09T09:00:05"),
        (Field("x", "某", "flag"), "true"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused_by_the_name_of_its_field(field, text):
    with pytest.raises(LtcError) as refused:
        field.read(text)
    assert refused.value.field == "x"
