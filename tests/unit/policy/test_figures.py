"""``docs/figures.md`` against the packs: the same figures written down twice, cell by cell."""

from fnmatch import fnmatchcase
from importlib import import_module

import pytest

from ltc.policy.load import load_pack, pack_names
from tests.support.figure_page import areas, found_at, rows, section, typed
from tests.support.figures import figures

AREAS = dict(areas())
SHAPES = rows(section("二十四种写法"))
FRAME = "national"


def row_of(dated, first_day):
    return next(row for row in dated.rows if str(row.first_day) == first_day)


@pytest.mark.parametrize("name", AREAS)
def test_a_figure_on_the_page_is_the_one_in_the_pack(name):
    pack = load_pack(name)
    for _text, parameter, places, values, first, *_rest in AREAS[name]:
        dated, numbers = pack.parameters[parameter], values.split("，")
        where = places.split("，")
        numbers = numbers * len(where) if len(numbers) == 1 else numbers
        for place, number in zip(where, numbers, strict=True):
            stands = list(found_at(row_of(dated, first).value, place))
            expected = [typed(dated.unit, number)] * len(stands)
            assert (parameter, place, stands) == (parameter, place, expected)


@pytest.mark.parametrize("name", AREAS)
def test_days_source_and_confidence_are_the_pack_s_too(name):
    pack = load_pack(name)
    for _text, parameter, _places, _values, first, last, source, confidence in AREAS[name]:
        row = row_of(pack.parameters[parameter], first)
        sure = row.confidence + ("（暂定）" if row.assumption else "")
        assert (str(row.last_day or ""), row.source, sure) == (last, source, confidence)


@pytest.mark.parametrize("name", [name for name in pack_names() if name != FRAME])
def test_every_figure_with_a_document_stands_on_the_page(name):
    told = [
        (parameter, first, place)
        for _text, parameter, places, _values, first, *_ in AREAS.get(name, ())
        for place in places.split("，")
    ]
    missing = [
        str(figure)
        for figure in figures(load_pack(name))
        for stands in figure.places
        if not any(_names(each, figure, stands) for each in told)
    ]
    assert missing == []


def _names(told, figure, stands):
    parameter, first, place = told
    same_row = (parameter, first) == (figure.dated.name, str(figure.row.first_day))
    return same_row and fnmatchcase(".".join(stands) or "—", place)


@pytest.mark.parametrize(
    ("number", "module", "name", "parameter"), [(row[0], row[2], row[3], row[4]) for row in SHAPES]
)
def test_a_way_of_writing_has_its_rule_and_its_example(number, module, name, parameter):
    assert import_module(module.strip("`")).__doc__
    assert parameter in load_pack(name).parameters


def test_all_ways_of_writing_are_there():
    assert [row[0] for row in SHAPES] == [str(number) for number in range(1, 25)]
